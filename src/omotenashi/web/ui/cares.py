# SPDX-License-Identifier: Apache-2.0
"""おもてなしメモ: how occasions and topics are called, and what a page shows of what staff heed with somebody."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from omotenashi.commerce.catalogue.models import Product
from omotenashi.commerce.orders.models import OrderLine
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.models import Care
from omotenashi.web.ui.tags.formats import day

OCCASIONS: Mapping[str, str | Promise] = {
    "wedding": lazy("Wedding anniversary"),
    "birthday": lazy("Birthday of somebody close"),
    "child": lazy("Birth of a child"),
    "school": lazy("School, first day or graduation"),
    "business": lazy("Anniversary of a business"),
    "other": lazy("Another day"),
}
TOPICS: Mapping[str, str | Promise] = {
    "everything": lazy("All offers"),
    "discount": lazy("Discounts and sales"),
    "alcohol": lazy("Alcohol"),
    "leather": lazy("Fur and leather"),
    "fragrance": lazy("Perfume and scents"),
    "children": lazy("Children and family"),
    "celebration": lazy("Birthdays and celebrations"),
    "body": lazy("Body and health"),
}
KINDS: Mapping[str, str | Promise] = {
    "anniversary": lazy("Day to remember"),
    "liking": lazy("Liking"),
    "avoid": pgettext_lazy("care", "Avoid"),
}
# What a clerk writes with one press.
_LIKINGS = (
    lazy("Rather looks around alone"), lazy("Takes time to try things on"), lazy("Glad of advice"),
    lazy("Gift wrapping"), lazy("Wants to hear of new things first"), lazy("Comes with a child"),
)  # fmt: skip
_MOST_CATEGORIES, _OFFERED = 60, 4


def topics() -> list[tuple[str, str]]:
    """Give the topics that a message may be about, or somebody may want left alone."""
    named = [(code, str(name)) for code, name in TOPICS.items() if code != customers.cares.EVERYTHING]
    return [*named, *((customers.cares.of_category(one), one) for one in _categories())]


def topic(code: str) -> str:
    """Name a topic."""
    return str(TOPICS.get(code) or customers.cares.category(code) or code)


def sentence(care: Care) -> str:
    """Say what is heeded, in a few words."""
    match care.kind:
        case "anniversary":
            when = day(care.on_date) if care.on_date and not care.yearly else _month(care)
            return " ".join(
                filter(None, (when, str(OCCASIONS.get(care.what, "")) if care.what != "other" else "", care.text))
            )
        case "avoid":
            return " ".join(filter(None, (topic(care.what) if care.what else "", care.text)))
        case _:
            return care.text


def line_of(node_ids: Collection[UUID], *, kinds: Collection[str] = tuple(KINDS)) -> str:
    """Say in one line what to heed with somebody: what to avoid first."""
    return _line([one for one in customers.cares_of(node_ids) if one.kind in kinds])


def lines_of(persons: Collection[UUID]) -> dict[UUID, str]:
    """Say it of several people: one read."""
    found: dict[UUID, list[Care]] = {}
    rows = Care.objects.filter(node__nodeperson__person__in=persons, taken_back_at=None)
    for one in rows.annotate(person=F("node__nodeperson__person_id")).order_by("-written_at", "-id"):
        found.setdefault(one.person, []).append(one)
    return {person: _line(mine) for person, mine in found.items()}


def _line(found: Sequence[Care]) -> str:
    parts = [f"{KINDS[kind]}: {'、'.join(sentence(one) for one in found if one.kind == kind)}"
             for kind in ("avoid", "anniversary", "liking") if any(one.kind == kind for one in found)]  # fmt: skip
    return " · ".join(parts)


def shown(node_ids: Sequence[UUID]) -> dict[str, Any]:
    """Give what the panel shows: what is heeded, and what can be said with one press."""
    found = customers.cares_of(node_ids)
    known = {(one.kind, one.what or one.text) for one in found}
    return {
        "cares": [(one, KINDS[one.kind], sentence(one)) for one in found],
        "occasions": list(OCCASIONS.items()),
        "likings": [text for text in map(str, _LIKINGS) if ("liking", text) not in known],
        "topics": [(code, name) for code, name in quick_topics(node_ids) if ("avoid", code) not in known],
    }


def quick_topics(node_ids: Sequence[UUID]) -> list[tuple[str, str]]:
    """Give the topics that are offered to the thumb: those of the house, and what this person bought."""
    lines = OrderLine.objects.filter(order__node_id__in=node_ids, kind="goods", variant__product__category__gt="")
    bought = list(dict.fromkeys(lines.order_by("-id").values_list("variant__product__category", flat=True)[:100]))
    named = [(code, str(name)) for code, name in TOPICS.items()]
    return [*named, *((customers.cares.of_category(one), one) for one in bought[:_OFFERED])]


def likings() -> list[str]:
    """Give what can be noted with one press."""
    return list(map(str, _LIKINGS))


def _categories() -> list[str]:
    named = Product.objects.exclude(category="").order_by("category").values_list("category", flat=True)
    return list(named.distinct()[:_MOST_CATEGORIES])


def _month(care: Care) -> str:
    return (
        _("every year on %(month)s/%(day)s") % {"month": care.on_date.month, "day": care.on_date.day}
        if care.on_date
        else ""
    )
