# SPDX-License-Identifier: Apache-2.0
"""What recommendations are steered by: the tags of the newest night of tastes, and how far people got with their goods."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from omotenashi.base import bulk
from omotenashi.commerce.catalogue.models import Product
from omotenashi.insight import likings

if TYPE_CHECKING:
    from omotenashi.insight.recommend.bought import Bought
    from omotenashi.insight.recommend.steering import Steering, Tags, Used

_EPOCH = date(1970, 1, 1)


def steered(bought: "Bought") -> "tuple[Steering, Sequence[str]]":
    """Give what is known beside these purchases, and the values by their numbers as `axis:value`."""
    from omotenashi.insight.recommend import volumes
    from omotenashi.insight.recommend.steering import Steering
    from omotenashi.insight.tastes import purchased

    codes = [str(code) for code in bought.products]
    values, names = _values(codes)
    titles = dict(Product.objects.filter(code__in=codes).values_list("code", "name"))
    found = Steering(
        values=values, tags=_tags(bought.persons, names), following=volumes.following([titles.get(one, "") for one in codes]),
        learned=lambda matrix: _as_tags(*purchased.learned(matrix, values)), used=_used(bought.persons, codes),
    )  # fmt: skip
    return found, names


def _values(codes: Sequence[str]) -> tuple[Any, list[str]]:
    """Give the number of each product's value on each axis (-1: none), and the values by their numbers."""
    from omotenashi.insight.tastes.traits import AXES, traits

    known = traits(likings.goods())
    numbers: dict[str, int] = {}
    found = np.full((len(codes), len(AXES)), -1, dtype=np.int64)
    for place, code in enumerate(codes):
        for axis, value in known.get(f"p:{code}", {}).items():
            found[place, AXES.index(axis)] = numbers.setdefault(f"{axis}:{value}", len(numbers))
    return found, list(numbers)


def _tags(persons: Any, names: Sequence[str]) -> "Tags":
    from omotenashi.insight.tastes import purchased

    number = {name: place for place, name in enumerate(names)}
    rows = [
        (seq, number[f"{axis}:{value}"], z) for seq, axis, value, z in likings.tags_now() if f"{axis}:{value}" in number
    ]
    seqs, of, z = (np.array(column) for column in zip(*rows, strict=True)) if rows else (np.zeros(0, np.int64),) * 3
    place = np.searchsorted(persons, seqs)
    some = (
        (place < len(persons)) & (persons[np.minimum(place, len(persons) - 1)] == seqs) if len(persons) else seqs > seqs
    )
    return _as_tags(*purchased.slots(len(persons), place[some], of[some], z[some].astype(float)))


def _as_tags(value: Any, strength: Any) -> "Tags":
    from omotenashi.insight.recommend.steering import Tags

    return Tags(value=value, strength=strength)


def _used(persons: Any, codes: Sequence[str]) -> "Used":
    from omotenashi.insight.recommend.steering import Used

    products = {code: place for place, code in enumerate(codes)}
    known = {int(seq): place for place, seq in enumerate(persons)}
    rows = [
        (known[seq], products[code], (began - _EPOCH).days, -1 if finished is None else (finished - _EPOCH).days)
        for seq, code, began, finished in bulk.rows(_USED)
        if seq in known and code in products
    ]
    person, product, began, finished = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return Used(person=person, product=product, began=began, finished=finished)


# That something was opened says nothing of how far somebody got.
_USED = """
SELECT p.seq, c.code, min(u.began_at)::date, max(u.finished_at)::date FROM usage_progress u
JOIN customers_nodeperson np ON np.node_id = u.node_id JOIN customers_person p ON p.id = np.person_id
JOIN catalogue_product c ON c.id = u.product_id WHERE u.kind <> 'opened' AND u.began_at IS NOT NULL
GROUP BY p.seq, c.code
"""
