# SPDX-License-Identifier: Apache-2.0
"""The parts of a message as the composer asks for them: what is typed, what is chosen, what is picked from pictures."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from omotenashi.commerce.catalogue.models import Product
from omotenashi.commerce.loyalty.models import Campaign
from omotenashi.engagement.messaging import queries
from omotenashi.places.locations.models import Location
from omotenashi.web.console.messages import words

CHOICES: Mapping[tuple[str, str], str | Promise] = {
    ("fallback", "best"): lazy("Show what most people buy"),
    ("fallback", "hide"): lazy("Leave this part out"),
    ("fallback", "stop"): lazy("Do not send the message"),
    ("reason", "no"): pgettext_lazy("reason", "No"),
    ("reason", "yes"): lazy("Yes, under each product"),
    ("size", "s"): pgettext_lazy("space", "Small"),
    ("size", "m"): pgettext_lazy("space", "Medium"),
    ("size", "l"): pgettext_lazy("space", "Large"),
}
HELPS: Mapping[str, str | Promise] = {
    "points": lazy("Shows each person their own balance."),
    "divider": lazy("A thin line."),
    "article": lazy(
        "Picture, name and price of what came back or costs less, with the way to it. For scenarios of goods."
    ),
    "offers": lazy("For each person anew when it goes: not what they own, what is sold out, or what you exclude."),
    "shop": lazy("The shop in which each person buys most: address, hours, telephone."),
    "staff": lazy("Who of the staff serves each person most, if they show themselves. Set up under the brand kit."),
}
_GROUPS: Sequence[tuple[str | Promise, tuple[str, ...]]] = (
    (pgettext_lazy("parts", "Words and pictures"), ("heading", "text", "picture", "button")),
    (pgettext_lazy("parts", "Goods"), ("products", "offers", "article")),
    (pgettext_lazy("parts", "For each person"), ("points", "coupon", "shop", "staff")),
    (pgettext_lazy("parts", "Layout"), ("divider", "spacer")),
)
# What is picked in a window rather than typed.
_PICKED = {"codes": "goods", "src": "picture"}


def shapes() -> list[dict[str, Any]]:
    """Give the kinds of blocks with the texts that each holds."""
    return [part(kind, {}) for kind in queries.SHAPES]


def groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """Give the kinds of blocks as they are offered."""
    return [(str(name), [(kind, str(words.KINDS[kind])) for kind in kinds]) for name, kinds in _GROUPS]


def part(kind: str, values: Mapping[str, str]) -> dict[str, Any]:
    """Give a block as the composer shows it."""
    return {"kind": kind, "label": str(words.KINDS[kind]), "help": HELPS.get(kind, ""), "inputs": inputs(kind, values)}


def inputs(kind: str, values: Mapping[str, str]) -> list[dict[str, Any]]:
    """Give the inputs of a block: its name, what stands in it, how it is asked, and whether it may hold fields."""
    shape = queries.SHAPES[kind]
    return [
        {
            "name": name, "label": str(words.PARTS[name]), "value": values.get(name) or next(iter(shape.choices.get(name, ())), ""),
            "is_long": name == "text" and kind == "text", "pick": _PICKED.get(name, ""),
            "takes_fields": name in shape.words and name != "code", "is_optional": name in shape.may and name not in shape.choices,
            "options": _options(name, shape.choices.get(name, ())),
            "goods": _goods(values.get(name, "")) if name == "codes" else [],
            "own_link": name == "href",
        }
        for name in (*shape.needs, *shape.may)
    ]  # fmt: skip


def _options(name: str, values: Sequence[str]) -> list[tuple[str, str]]:
    if name == "campaign":
        live = Campaign.objects.filter(by_coupon=True, stopped_at=None).order_by("name")
        return [("", str(lazy("One code for everybody"))), *((one.code, one.name) for one in live)]
    if name == "location":
        stores = Location.objects.filter(kind="store", closed_at=None)
        return [("", str(lazy("Leave this part out"))), *((one.code, one.name) for one in stores)]
    ordered = sorted(values) if name == "count" else values
    return [(value, str(CHOICES.get((name, value), value))) for value in ordered]


def _goods(codes: str) -> list[dict[str, str]]:
    """Give the products that were picked, in their order; one that is gone by its code."""
    wanted = [code.strip() for code in codes.split(",") if code.strip()]
    if not wanted:
        return []
    known = {one.code: one for one in Product.objects.filter(Q(code__in=wanted))}
    return [
        {"code": code, "name": str(known[code]) if code in known else code,
         "picture": known[code].images[0] if code in known and known[code].images else ""}
        for code in wanted
    ]  # fmt: skip
