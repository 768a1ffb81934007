# SPDX-License-Identifier: Apache-2.0
"""What a text may say of a person: Liquid with known fields, without loops, and without mercy for what is missing.

A missing value without a fallback (`{{ customer.name | default: "お客さま" }}`) refuses the message: nobody is greeted
with a blank. What a person is called is data, never markup: values are escaped where the channel speaks HTML.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from liquid import BoundTemplate, Environment, StrictDefaultUndefined
from liquid.exceptions import LiquidError

from omotenashi.engagement.messaging.rules import plain

# What can be read, with an example for previews. `event.*` is what the entry of a scenario brought along.
FIELDS: Mapping[str, str | int] = {
    "customer.name": "佐藤 花子",
    "customer.rank": "ゴールド",
    "customer.points": 1250,
    "customer.points_until": "2026/12/31",
    "shop.name": "渋谷店",
    "staff.name": "鈴木",
    "retailer.name": "花店",
    "goods.name": "リネンのシャツ",
    "goods.price": "¥8,800",
    "goods.href": "/shop/",
}
EVENT = "event."
# Pages that are each reader's own and that we name ourselves: what an event from outside says never becomes an address.
_OWN_LINK = re.compile(r"\{\{\s*(goods\.href)\s*\}\}")
# What fields begin with; `own` is what blocks read and no text may.
_HEADS = ("customer", "shop", "staff", "retailer", "goods", "event", "own")
# A text needs conditions and nothing else; whatever repeats or reads files is not known.
TAGS = ("if", "unless", "case", "assign", "comment", "echo")
# What Liquid itself takes words, outputs and faults for.
_INNER = ("content", "output", "illegal")
_MOST_OUTPUT = 100_000


class _Environment(Environment):
    """Liquid with limits."""

    output_stream_limit = _MOST_OUTPUT
    loop_iteration_limit = 100
    local_namespace_limit = 10_000
    context_depth_limit = 5


class Missing(Exception):
    """A person lacks what a text needs, or the text cannot be filled. `detail` says what."""


def _environment(*, html: bool) -> Environment:
    made = _Environment(undefined=StrictDefaultUndefined, autoescape=html)
    for name in set(Environment().tags) - {*TAGS, *_INNER}:
        del made.tags[name]
    made.filters["number"] = _number
    return made


def _number(value: object) -> str:
    return f"{int(str(value)):,}"


_PLAIN, _HTML = _environment(html=False), _environment(html=True)


def trouble(text: str) -> tuple[str, str] | None:
    """Say what is wrong with a text and where: `liquid` (cannot be read), `field` (nobody has it); nothing if good."""
    try:
        read = names(text)
    except LiquidError as wrong:
        return "liquid", str(wrong).splitlines()[0]
    unknown = sorted(name for name in read if name not in FIELDS and not name.startswith(EVENT))
    if unknown:
        return "field", unknown[0]
    try:
        fill(text, nested({**dict.fromkeys(read, 1), **FIELDS}))
    except Missing as wrong:
        return "liquid", str(wrong)
    return None


def is_own_link(address: str) -> bool:
    """Say whether an address is a page that differs from reader to reader."""
    return _OWN_LINK.fullmatch(address) is not None


@lru_cache(maxsize=2_000)
def names(text: str) -> frozenset[str]:
    """Name the fields that a text reads. Raises LiquidError."""
    if "{" not in text:
        return frozenset()
    found = _PLAIN.from_string(text).analyze(include_partials=False)
    return frozenset(str(name) for spans in found.globals.values() for name in spans)


def fill(text: str, values: Mapping[str, Any], *, html: bool = False) -> str:
    """Give a text with what is known of a person. Raises Missing."""
    if "{" not in text:
        return text
    quick = plain.filler(text, html)
    if quick is not None and (said := quick(values)) is not None:
        return said
    try:
        return _compiled(text, html).render(**values)
    except (LiquidError, TypeError, ValueError) as wrong:
        raise Missing(str(wrong).splitlines()[0]) from wrong


@lru_cache(maxsize=2_000)
def _compiled(text: str, html: bool) -> BoundTemplate:
    return (_HTML if html else _PLAIN).from_string(text)


def nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Give fields as Liquid reads them: `customer.name` is `name` within `customer`; what is empty is missing."""
    deep: dict[str, Any] = {head: {} for head in _HEADS}
    for name, value in flat.items():
        if value in (None, ""):
            continue
        head, _, tail = name.partition(".")
        deep[head][tail] = value
    return deep


def sample() -> dict[str, Any]:
    """Give an example of every field."""
    return nested(FIELDS)
