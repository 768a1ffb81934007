# SPDX-License-Identifier: Apache-2.0
"""Typed rows become contracts (定期): a row a contract, or a row a delivery; any order of the rows gives the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

import pyarrow as pa

from omotenashi.base.text import intervals
from omotenashi.base.text.intervals import Interval
from omotenashi.connectors.csv.rules import statuses
from omotenashi.connectors.csv.rules.keyed import Thing, collapse, rows_of
from omotenashi.connectors.csv.rules.outcome import Counted, Refused
from omotenashi.connectors.csv.rules.statuses import Contract as State

_OF_DELIVERY = ("cycle", "shipped_at", "number")
MOST_CYCLES = 1000


@dataclass(frozen=True)
class Sent:
    """The n-th delivery. `order_number` may be unknown; the day of one that is not `told` was counted."""

    cycle: int
    shipped_at: datetime
    order_number: str = ""
    told: bool = True


@dataclass(frozen=True)
class Contract:
    """One contract as a file says it, and the rows that say it."""

    number: str
    values: dict[str, Any]
    rows: tuple[int, ...]
    sent: tuple[Sent, ...] = field(default=())

    @property
    def moments(self) -> tuple[datetime, ...]:
        """Every moment that the file names."""
        named = (self.values.get(name) for name in ("began_at", "paused_at", "cancelled_at"))
        return (*(moment for moment in named if moment), *(one.shipped_at for one in self.sent if one.told))


def contracts(table: pa.Table, *, zone: tzinfo) -> tuple[list[Contract], list[Refused], list[Counted]]:
    """One contract per number; rows of one that contradict each other are refused together. `zone`: whose months count."""
    rows = rows_of(table)
    told: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        told.setdefault(row.get("contract") or "", []).append(row)
    plain = [{name: value for name, value in row.items() if name not in _OF_DELIVERY} for row in rows]
    things, refused = collapse(plain, lambda row: row.get("contract"), missing="contract_missing")
    found, guessed = [], []
    for thing in things:
        own = told[str(thing.key)]
        wrong = _wrong(thing.values) or _wrong_cycles(own)
        if wrong:
            refused.extend(Refused(row, wrong[0], "", wrong[1]) for row in thing.rows)
            continue
        sent, all_told = _sent(own, thing.values, zone)
        found.append(Contract(str(thing.key), thing.values, thing.rows, sent))
        if not all_told:
            guessed.append(thing)
    return found, sorted(refused, key=lambda one: one.row), _noticed(guessed)


def _noticed(guessed: Sequence[Thing]) -> list[Counted]:
    if not guessed:
        return []
    return [Counted("deliveries_counted", len(guessed), tuple(thing.rows[0] for thing in guessed[:5]))]


def _wrong(values: Mapping[str, Any]) -> tuple[str, str] | None:
    """Why this is no contract: what it lacks, or what contradicts itself."""
    if not any(values.get(name) for name in ("product_code", "sku", "product_name")):
        return "sku_missing", ""
    if values.get("began_at") is None:
        return "beginning_missing", ""
    if not values.get("every"):
        return "interval_missing", ""
    word = str(values.get("status") or "")
    state = statuses.of_contract(word)
    if state is State.CANCELLED and values.get("cancelled_at") is None:
        return "ending_missing", word
    if state is State.PAUSED and values.get("paused_at") is None and values.get("cancelled_at") is None:
        return "pause_missing", word
    over = values.get("cancelled_at")
    if over is not None and over < values["began_at"]:
        return "ends_before_it_begins", f"{over:%Y-%m-%d}"
    return None


def _wrong_cycles(rows: Sequence[Mapping[str, Any]]) -> tuple[str, str] | None:
    days: dict[int, set[datetime]] = {}
    for row in rows:
        cycle = row.get("cycle")
        if cycle is not None and not 0 <= cycle <= MOST_CYCLES:
            return "cycle_out_of_range", str(cycle)
        if cycle and row.get("shipped_at"):
            days.setdefault(cycle, set()).add(row["shipped_at"])
    twice = next((cycle for cycle, moments in sorted(days.items()) if len(moments) > 1), None)
    return ("delivery_conflict", str(twice)) if twice else None


def _sent(rows: Sequence[Mapping[str, Any]], values: Mapping[str, Any], zone: tzinfo) -> tuple[tuple[Sent, ...], bool]:
    """The deliveries of a contract, and whether the file says the day of each of them.

    A file of one row a contract says only how many there were, and perhaps when the last was: those between are set at
    equal distances, from the beginning on. Days without a number are counted in their order.
    """
    days = {row["cycle"]: row["shipped_at"] for row in rows if row.get("cycle") and row.get("shipped_at")}
    loose = sorted({row["shipped_at"] for row in rows if row.get("shipped_at") and row.get("cycle") is None})
    orders = {row.get("cycle") or row.get("shipped_at"): str(row["number"]) for row in rows if row.get("number")}
    if loose and not days:
        days = dict(enumerate(loose, start=1))
    most = max([0, *days, *(row["cycle"] for row in rows if row.get("cycle"))])
    filled = spread(days, most, began=values["began_at"], every=intervals.of(values["every"]), zone=zone)
    sent = (
        Sent(cycle, day, orders.get(cycle) or orders.get(day, ""), cycle in days)
        for cycle, day in sorted(filled.items())
    )
    return tuple(sent), len(days) == most


def spread(
    days: Mapping[int, datetime], most: int, *, began: datetime, every: Interval, zone: tzinfo
) -> dict[int, datetime]:
    """Each number up to `most` with its day; the first that nobody told is the beginning."""
    known = {1: began, **days} if most else {}
    for cycle in range(2, most + 1):
        if cycle in known:
            continue
        after = min((n for n in days if n > cycle), default=None)
        if after:
            known[cycle] = known[cycle - 1] + (known[after] - known[cycle - 1]) / (after - cycle + 1)
            continue
        # Counted from the last that is known, not from one to the next: a short month shortens no other.
        last = max((n for n in days if n < cycle), default=1)
        known[cycle] = every.after(known[last], cycle - last, began=began, zone=zone)
    return known
