# SPDX-License-Identifier: Apache-2.0
"""Pages by key, not by number: the same speed on the first page and on the ten thousandth, at any size.

A list is one or more parts, read one after the other (customers with figures, then those without). In a part
rows stand in the order of a field and, within it, of the key; a cursor names part, value and key of a row.
"""

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q, QuerySet

SIZE = 50
MOST_COUNTED = 10_000
# So many rows found by a search are named one by one, which spares the planner a guess; more are left to it.
FEW = 2000


@dataclass(frozen=True)
class Part:
    """Rows in an order that an index has. `down`, `key_down`: from the largest to the smallest."""

    rows: QuerySet[Any]
    field: str
    key: str = "id"
    down: bool = False
    key_down: bool = False

    def turned(self) -> "Part":
        """The same rows from the other end."""
        return Part(self.rows, self.field, self.key, not self.down, not self.key_down)


@dataclass(frozen=True)
class Place:
    """Where a row stands: its part, the value of the field, and the key."""

    part: int
    value: Any
    key: Any


@dataclass(frozen=True)
class Leaf:
    """The keys on one page and the cursors of its neighbours, empty where there is none."""

    keys: list[Any]
    next: str
    previous: str


def leaf(parts: Sequence[Part], *, after: str = "", before: str = "", size: int = SIZE) -> Leaf:
    """Give one page. A cursor that cannot be read opens the first page."""
    backward = _read(parts, before) if before and not after else None
    forward = _read(parts, after) if after else None
    if backward is not None:
        found = _walk(parts, start=backward, turned=True, limit=size + 1)
        more, found = len(found) > size, found[:size][::-1]
        return _leaf(found, has_next=True, has_previous=more)
    found = _walk(parts, start=forward, turned=False, limit=size + 1)
    return _leaf(found[:size], has_next=len(found) > size, has_previous=forward is not None)


def everything(parts: Sequence[Part], *, chunk: int = 1000) -> Iterator[list[Any]]:
    """Give all keys in their order, a chunk at a time, for exports."""
    start: Place | None = None
    while found := _walk(parts, start=start, turned=False, limit=chunk):
        yield [place.key for place in found]
        start = found[-1]


def narrowed[T: Model](rows: QuerySet[T], *, key: str = "pk") -> QuerySet[T]:
    """Give the same rows, named by their keys when they are few: one read."""
    few = list(rows.order_by().values_list(key, flat=True)[: FEW + 1])
    return rows.model._default_manager.filter(**{f"{key}__in": few}) if len(few) <= FEW else rows  # noqa: SLF001 - documented by Django


def count(rows: QuerySet[Any]) -> tuple[int, bool]:
    """Count rows up to ten thousand exactly; beyond that give the planner's estimate and True for "about"."""
    exact: int = rows.order_by()[: MOST_COUNTED + 1].count()
    if exact <= MOST_COUNTED:
        return exact, False
    plan = json.loads(rows.order_by().explain(format="json"))[0]["Plan"]
    return max(_rounded(int(plan["Plan Rows"])), MOST_COUNTED), True


def _rounded(number: int) -> int:
    """Two leading digits: an estimate does not pretend to be a count."""
    scale: int = 10 ** max(len(str(number)) - 2, 0)
    return round(number / scale) * scale


def _walk(parts: Sequence[Part], *, start: Place | None, turned: bool, limit: int) -> list[Place]:
    order = [(n, part.turned() if turned else part) for n, part in enumerate(parts)]
    order = order[::-1] if turned else order
    found: list[Place] = []
    for n, part in order:
        if start is not None and (n > start.part if turned else n < start.part):
            continue
        rows = part.rows
        if start is not None and n == start.part:
            rows = rows.filter(_beyond(part, start))
        ordered = rows.order_by(_signed(part.field, part.down), _signed(part.key, part.key_down))
        taken = ordered.values_list(part.field, part.key)[: limit - len(found)]
        found += [Place(n, value, key) for value, key in taken]
        if len(found) >= limit:
            break
    return found


def _beyond(part: Part, start: Place) -> Q:
    """Rows behind a place. The plain bound on the field comes first, because an index can use it."""
    side, key_side = ("lt" if part.down else "gt"), ("lt" if part.key_down else "gt")
    if part.field == part.key:
        return Q(**{f"{part.key}__{key_side}": start.key})
    bound = Q(**{f"{part.field}__{side}e": start.value})
    return bound & (Q(**{f"{part.field}__{side}": start.value}) | Q(**{f"{part.key}__{key_side}": start.key}))


def _signed(field: str, down: bool) -> str:
    return f"-{field}" if down else field


def _leaf(found: list[Place], *, has_next: bool, has_previous: bool) -> Leaf:
    return Leaf(
        keys=[place.key for place in found],
        next=_write(found[-1]) if found and has_next else "",
        previous=_write(found[0]) if found and has_previous else "",
    )


def _write(place: Place) -> str:
    text = json.dumps([place.part, place.value, place.key], cls=DjangoJSONEncoder, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(parts: Sequence[Part], cursor: str) -> Place | None:
    try:
        number, value, key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        part = parts[number] if number >= 0 else None
        if part is None:
            return None
        model: type[Model] = part.rows.model
        return Place(number, _python(model, part.field, value), _python(model, part.key, key))
    except (ValueError, TypeError, IndexError, binascii.Error, ValidationError):
        return None


def _python(model: type[Model], name: str, value: Any) -> Any:
    kept = model._meta.get_field(name)  # noqa: SLF001 - documented by Django
    target: Any = getattr(kept, "target_field", kept)
    return target.to_python(value)
