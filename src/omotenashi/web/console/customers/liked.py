# SPDX-License-Identifier: Apache-2.0
"""The card of 顧客カルテ: towards what this person leans, each tag with the facts behind it, and how their words sound.

Says nothing while tastes were never worked out, and 「データ不足」 where the facts do not carry a tag.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.orders.queries import reasons
from omotenashi.commerce.reviews import queries as reviews
from omotenashi.insight import queries as insight
from omotenashi.insight.models import Taste
from omotenashi.insight.sentiment.reading import read
from omotenashi.people.timeline import queries as timeline
from omotenashi.web.ui import tastes as words
from omotenashi.web.ui.tags.formats import number, percent

MOST, MOST_EVIDENCE, MOST_TEXTS = 3, 4, 50


def liked_of(person_id: UUID, node_ids: Sequence[UUID], *, now: datetime) -> dict[str, Any]:
    """Give the surest tags with what they stand on, and the moods of what was written."""
    model = insight.newest_tasting()
    if model is None:
        return {}
    found = insight.tastes_of(person_id, now=now)[:MOST]
    evidence = [one for tag in found for one in tag.evidence[:MOST_EVIDENCE]]
    orders = dict(Order.objects.filter(seq__in=[one[4] for one in evidence if one[4]]).values_list("seq", "id"))
    names = insight.names_of_things(sorted({one[1] for one in evidence}))
    return {
        "rows": [_tag(tag, person_id, orders=orders, names=names) for tag in found],
        "moods": moods_of(node_ids),
        "version": model.version,
        "as_of": model.as_of,
        "basis": _basis(model.told, model.as_of),
    }


def moods_of(node_ids: Sequence[UUID]) -> list[tuple[str, str, str]]:
    """Give how the person's reviews and reasons sound: name, mood, how many; nothing where nothing was written."""
    mine = reviews.all_reviews().filter(node_id__in=list(node_ids)).exclude(text="").order_by("-written_at")
    texts = list(mine.values_list("text", flat=True)[:MOST_TEXTS])
    said = timeline.entries_of(list(node_ids), names=[reasons.GIVEN])[:MOST_TEXTS]
    texts += [str(one.props["comment"]) for one in said if isinstance(one.props, dict) and one.props.get("comment")]
    counted = Counter[str](read(text).mood for text in texts)
    return [(str(name), state, number(counted[mood])) for mood, (state, name) in words.MOODS.items() if counted[mood]]


def _tag(tag: Taste, person_id: UUID, *, orders: Mapping[int, UUID], names: Mapping[str, str]) -> dict[str, Any]:
    page = reverse("console:customer", args=[person_id])
    return {
        "axis": words.axis_name(tag.axis),
        "name": words.value_name(tag.axis, tag.value),
        "acts": words.acts(tag.counts),
        "against": _("%(share)s of what this customer does, %(base)s of what all do")
        % {"share": percent(tag.share, 0), "base": percent(tag.base, 0)},
        "evidence": [_fact(one, page, orders=orders, names=names) for one in tag.evidence[:MOST_EVIDENCE]],
    }


def _fact(
    one: Sequence[Any], page: str, *, orders: Mapping[int, UUID], names: Mapping[str, str]
) -> tuple[str, str, date, str]:
    act, thing, times, day, order = one
    # The newest time: its order, or that day on the line of time.
    kind = "kind=behaviour&" if act in ("viewed", "carted") else ""
    href = reverse("console:order", args=[orders[order]]) if order in orders else f"{page}?{kind}day={day}"
    return names.get(thing, thing[2:]), href, date.fromisoformat(day), words.did(act, times)


def _basis(told: Mapping[str, Any], as_of: date | None) -> dict[str, object]:
    return {
        "formula": _(
            "Weighted log-odds against everybody else with an informative Dirichlet prior (Monroe et al. 2008), worth "
            "%(a0)s purchases; z of at least %(z)s, evidence of at least %(weight)s purchases in %(times)s acts."
        )
        % {"a0": f"{told['a0']:g}", "z": told["z"], "weight": told["weight"], "times": told["times"]},
        "population": _(
            "Bought 1, tried or wished 0.6, cart 0.4, looked 0.15; sent back −1.25, bad review −1, left after trying −0.5; "
            "half of it after a year."
        ),
        "source": _("As of %(day)s") % {"day": as_of},
    }
