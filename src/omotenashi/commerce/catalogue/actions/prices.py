# SPDX-License-Identifier: Apache-2.0
"""Set prices: by list and period, one or a hundred thousand. What a price was yesterday is never rewritten."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from omotenashi.base import bulk
from omotenashi.commerce.catalogue.models import PriceList
from omotenashi.commerce.catalogue.rules import changes, files
from omotenashi.commerce.catalogue.rules.changes import EmptyPeriod, Period, PriceChange, PriceInThePast
from omotenashi.commerce.catalogue.rules.files import Refused

__all__ = [
    "EmptyPeriod",
    "PriceChange",
    "PriceInThePast",
    "Refused",
    "Unknown",
    "open_list",
    "set_from_rows",
    "set_price",
    "set_prices",
]


class Unknown(LookupError):
    """A stock keeping unit or a price list that does not exist; `names` says which."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.names = tuple(names)


@transaction.atomic
def open_list(
    *, code: str, name: str = "", channel: str | None = None, customer_group: str = "", currency: str = "JPY",
    tax_included: bool = True, start: datetime | None = None, end: datetime | None = None, priority: int = 0,
) -> PriceList:  # fmt: skip
    """Open a price list, or change whom, where and when it concerns.

    Without a channel it holds in all, without a group for everybody; a campaign is a list with a period and a higher
    priority.
    """
    values = {
        "name": name, "channel_id": channel, "customer_group": customer_group, "currency": currency,
        "tax_included": tax_included, "priority": priority,
        "valid": None if start is None and end is None else DateTimeTZRange(start, end),
    }  # fmt: skip
    return PriceList.objects.update_or_create(code=code, defaults=values)[0]


def set_price(change: PriceChange, *, now: datetime) -> bool:
    """Set one price; say whether anything changed. Raises Unknown, PriceInThePast, EmptyPeriod."""
    return set_prices([change], now=now) == 1


@transaction.atomic
def set_prices(wanted: Iterable[PriceChange], *, now: datetime) -> int:
    """Set prices in one transaction and give how many slots changed; all or none.

    The running price of a slot ends where the new one begins. Several for one slot are applied in the order given.
    Raises Unknown, PriceInThePast, EmptyPeriod.
    """
    timed = [replace(change, start=change.start or now) for change in wanted]
    late = [change for change in timed if change.start is not None and change.start < now]
    if late:
        raise PriceInThePast(f"{late[0].sku}: {late[0].start}")
    slots = _slots(timed)
    before = _periods(sorted(set(slots.values())))
    after = {slot: list(periods) for slot, periods in before.items()}
    for change in timed:
        slot = slots[change.sku, change.list, change.min_quantity]
        after[slot] = changes.changed(after[slot], Period(change.start, change.end, change.amount))
    touched = {slot: _joined(periods) for slot, periods in after.items()}
    touched = {slot: periods for slot, periods in touched.items() if periods != before[slot]}
    _write(touched)
    return len(touched)


@transaction.atomic
def set_from_rows(rows: Iterable[Mapping[str, str]], *, zone: ZoneInfo, now: datetime) -> tuple[int, list[Refused]]:
    """Set prices from the rows of a file: all of them, or none and the rows that cannot be read.

    Raises Unknown, PriceInThePast, EmptyPeriod.
    """
    wanted, refused = files.read(rows, zone=zone)
    return (0, refused) if refused else (set_prices(wanted, now=now), [])


def _slots(wanted: Sequence[PriceChange]) -> dict[tuple[str, str, int], int]:
    """Give the slot of each change, locked in order: two who set the same prices wait for each other."""
    keys = sorted({(change.sku, change.list, change.min_quantity) for change in wanted})
    source, parameters = bulk.given("stage_slot", {"sku": "text", "list": "text", "least": "int"}, keys)
    unknown = bulk.rows(_UNKNOWN.format(source=source), parameters)
    if unknown:
        raise Unknown([name for (name,) in unknown])
    bulk.run(_ADD_SLOTS.format(source=source), parameters)
    rows = bulk.rows(_LOCK_SLOTS.format(source=source), parameters)
    return {(sku, code, least): slot for sku, code, least, slot in rows}


def _periods(slots: Sequence[int]) -> dict[int, list[Period]]:
    found: dict[int, list[Period]] = defaultdict(list, {slot: [] for slot in slots})
    sql = "SELECT slot_id, lower(valid), upper(valid), amount FROM catalogue_price WHERE slot_id = ANY(%s) ORDER BY 1, valid"
    for slot, start, end, amount in bulk.rows(sql, [list(slots)]):
        found[slot].append(Period(start, end, amount))
    return found


def _joined(periods: Sequence[Period]) -> list[Period]:
    """Join neighbours with one amount, so that the same price set again changes nothing."""
    joined: list[Period] = []
    for period in periods:
        last = joined[-1] if joined else None
        if last and last.amount == period.amount and last.end == period.start:
            joined[-1] = Period(last.start, period.end, last.amount)
        else:
            joined.append(period)
    return joined


def _write(touched: dict[int, list[Period]]) -> None:
    bulk.run("DELETE FROM catalogue_price WHERE slot_id = ANY(%s)", [sorted(touched)])
    rows = [
        (slot, period.amount, period.start, period.end)
        for slot, periods in sorted(touched.items())
        for period in periods
    ]
    columns = {"slot": "bigint", "amount": "bigint", "start": "timestamptz", "ending": "timestamptz"}
    source, parameters = bulk.given("stage_price", columns, rows)
    bulk.run(
        "INSERT INTO catalogue_price (slot_id, amount, valid)"
        f" SELECT s.slot, s.amount, tstzrange(s.start, s.ending) FROM {source}",
        parameters,
    )


_UNKNOWN = """
SELECT DISTINCT u.name FROM {source}
LEFT JOIN catalogue_variant v USING (sku) LEFT JOIN catalogue_pricelist l ON l.code = s.list,
LATERAL (VALUES (s.sku, v.id IS NULL), (s.list, l.id IS NULL)) u(name, is_unknown)
WHERE u.is_unknown ORDER BY 1
"""
_ADD_SLOTS = """
INSERT INTO catalogue_priceslot (variant_id, list_id, min_quantity)
SELECT v.id, l.id, s.least FROM {source}
JOIN catalogue_variant v USING (sku) JOIN catalogue_pricelist l ON l.code = s.list ORDER BY 1, 2, 3
ON CONFLICT DO NOTHING
"""
_LOCK_SLOTS = """
SELECT v.sku, l.code, p.min_quantity, p.id FROM {source}
JOIN catalogue_variant v USING (sku) JOIN catalogue_pricelist l ON l.code = s.list
JOIN catalogue_priceslot p ON (p.variant_id, p.list_id, p.min_quantity) = (v.id, l.id, s.least)
ORDER BY p.id FOR UPDATE OF p
"""
