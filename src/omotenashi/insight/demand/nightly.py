# SPDX-License-Identifier: Apache-2.0
"""One night: read what was sold and what lies where, compare the methods, foretell, propose. The rows that are kept of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np

from omotenashi.insight.demand import judging, ordering
from omotenashi.insight.demand.judging import CLASSES, Contest
from omotenashi.insight.demand.methods import METHODS, Known
from omotenashi.insight.demand.ordering import Needs, Terms
from omotenashi.insight.demand.record import YEAR, Bools, Floats, Ints, Record, of_rows
from omotenashi.insight.demand.sold import Sold

# Shorter or thinner than this a record carries no forecast.
LEAST_DAYS, LEAST_PIECES = judging.LEAST_DAYS + judging.HORIZON, 50
# For so long before today days without stock are told.
RECENT = 91

type Tick = Callable[[str, int, int], None]
type Row = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """What lies where. `levels`: (sku, place) → (free, coming); `gaps`: sku, place, and the first and last day without stock.

    `serves` says which place sends what another place sells (an online shop has no shelves). `warehouse` supplies the
    shops; empty: everything is bought. `terms`: place → lead time, review, service; under "" those of every other place.
    """

    levels: Mapping[tuple[str, str], tuple[int, int]]
    gaps: Sequence[tuple[str, str, date, date]]
    serves: Mapping[str, str]
    terms: Mapping[str, tuple[int, int, int]]
    warehouse: str = ""


@dataclass(frozen=True, kw_only=True)
class Night:
    """Everything that was found out. Without an answer `refused` says why and there are no rows."""

    as_of: date
    sold: Sold
    refused: str = ""
    contest: Contest | None = None
    record: Record | None = None
    skus: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    kinds: Ints | None = None
    needs: Needs | None = None
    shelf: Shelf | None = None
    free: Ints | None = None
    coming: Ints | None = None

    def told(self) -> dict[str, Any]:
        """How it was decided, for JSON."""
        facts = {"refused": self.refused, "days": self.sold.days, "first_day": self.sold.first.isoformat(),
                 "pieces": int(self.sold.quantity.sum()), "skus": len(self.sold.skus)}  # fmt: skip
        if self.contest is None or self.record is None:
            return facts
        out = int((self.record.out_day >= self.record.days - RECENT).sum())
        return {**facts, **self.contest.told(), "forecast": len(self.record), "out_days": out}

    def rows(self) -> Iterator[Row]:
        """One row a series, as `COLUMNS` names them."""
        if self.refused or not self.needs or not self.record or not self.contest or not self.shelf:
            return
        if self.kinds is None or self.free is None or self.coming is None:
            return
        record, needs, shelf = self.record, self.needs, self.shelf
        winners = [self.contest.verdicts[name].winner for name in CLASSES]
        figures = zip(
            record.sku.tolist(), record.place.tolist(), self.kinds.tolist(), needs.weeks.round(4).tolist(),
            needs.spread.round(5).tolist(), self.free.tolist(), self.coming.tolist(), needs.held.tolist(),
            needs.expected.round(4).tolist(), needs.reorder_point.tolist(), needs.target.tolist(), needs.wanted.tolist(),
            needs.quantity.tolist(), needs.risk.round(5).tolist(), needs.missing.round(4).tolist(), needs.out_in.tolist(),
            record.sold_since(record.days - 28).astype(int).tolist(),
            np.bincount(record.out_series[record.out_day >= record.days - RECENT], minlength=len(record)).tolist(),
            strict=True,
        )  # fmt: skip
        for (
            sku, place, kind, weeks, spread, free, coming, held, expected, reorder, target, wanted, quantity, risk, missing,
            out_in, late, gone,
        ) in figures:  # fmt: skip
            code = self.places[place]
            source = shelf.warehouse if code != shelf.warehouse else ""
            terms = shelf.terms.get(code, shelf.terms[""])
            out_on = None if out_in < 0 else self.as_of + timedelta(days=out_in)
            yield (
                self.skus[sku], code, source, CLASSES[kind], winners[kind], weeks, spread, free, coming, held, *terms,
                expected, reorder, target, wanted, quantity, risk, missing, out_on, late, gone,
            )  # fmt: skip


COLUMNS = {
    "sku": "text", "place": "text", "source": "text", "kind": "text", "method": "text", "weeks": "float8[]",
    "spread": "float8", "free": "int", "coming": "int", "held": "int", "lead_days": "int", "review_days": "int",
    "service": "int", "expected": "float8", "reorder_point": "int", "target": "int", "wanted": "int", "quantity": "int",
    "risk": "float8", "missing": "float8", "out_on": "date", "sold_28": "int", "out_days": "int",
}  # fmt: skip


def night(sold: Sold, *, shelf: Shelf, as_of: date, tick: Tick) -> Night:
    """Compare, foretell, propose. `tick` hears how far it is and may end it."""
    if sold.days < LEAST_DAYS:
        return Night(as_of=as_of, sold=sold, refused="too_short")
    if sold.quantity.sum() < LEAST_PIECES:
        return Night(as_of=as_of, sold=sold, refused="too_few")
    record, skus, places = laid_out(sold, shelf)
    tick("comparing", 0, 0)
    contest = judging.compared(record, tick=lambda done, of: tick("comparing", done, of))
    tick("forecasting", 0, 0)
    kinds = judging.classes(record)
    forecast = foretold(record, contest, kinds, ordering.LENGTH)
    spread = np.array([contest.verdicts[name].spread for name in CLASSES])[kinds]
    named = [(skus[sku], places[place]) for sku, place in zip(record.sku.tolist(), record.place.tolist(), strict=True)]
    free, coming = np.array([shelf.levels.get(pair, (0, 0)) for pair in named], dtype=np.int64).reshape(-1, 2).T
    terms = np.array([shelf.terms.get(place, shelf.terms[""]) for place in places], dtype=np.int64).reshape(-1, 3).T
    found = ordering.needs(
        forecast=forecast, spread=spread, free=free, coming=coming, sku=record.sku, place=record.place,
        terms=Terms(lead=terms[0], review=terms[1], service=terms[2]),
        warehouse=places.index(shelf.warehouse) if shelf.warehouse in places else -1,
    )  # fmt: skip
    tick("keeping", 0, 0)
    return Night(
        as_of=as_of, sold=sold, contest=contest, record=record, skus=skus, places=places, kinds=kinds, needs=found,
        shelf=shelf, free=free, coming=coming,
    )  # fmt: skip


def foretold(record: Record, contest: Contest, kinds: Ints, length: int) -> Floats:
    """The forecast of each series by the method that serves its class."""
    known, found = Known(record), np.zeros((len(record), length))
    for winner in {one.winner for one in contest.verdicts.values()}:
        mine: Bools = np.array([contest.verdicts[name].winner == winner for name in CLASSES])[kinds]
        if mine.any():
            found[mine] = METHODS[winner](known, length)[mine]
    return found


def laid_out(sold: Sold, shelf: Shelf) -> tuple[Record, list[str], list[str]]:
    """Sales and stock as series: only SKUs that sold within a year; what an online shop sells is its warehouse's."""
    served = [shelf.serves.get(str(code), str(code)) for code in sold.places]
    places = sorted({*served, *(place for _sku, place in shelf.levels), shelf.warehouse} - {""})
    living = np.zeros(len(sold.skus), dtype=bool)
    living[sold.sku[sold.day >= sold.days - YEAR]] = True
    to_place = np.array([places.index(code) if code else -1 for code in served], dtype=np.int64)
    to_sku = np.where(living, np.cumsum(living) - 1, -1)
    skus = [str(code) for code in sold.skus[living]]
    place = to_place[sold.place] if len(sold) else sold.place
    kept = living[sold.sku] & (place >= 0)
    numbers, where = {code: n for n, code in enumerate(skus)}, {code: n for n, code in enumerate(places)}
    held = [(numbers[sku], where[place]) for sku, place in shelf.levels if sku in numbers]
    if shelf.warehouse:
        held += [(number, where[shelf.warehouse]) for number in range(len(skus))]
    pairs = np.array(held, dtype=np.int64).reshape(-1, 2).T
    record, _pairs = of_rows(
        keys=(to_sku[sold.sku[kept]], place[kept], sold.day[kept]), quantity=sold.quantity[kept], days=sold.days,
        weekday=sold.first.weekday(), kinds=np.unique(sold.kinds[living].astype(str), return_inverse=True)[1],
        places=len(places), stock=(pairs[0], pairs[1]), out=_gaps(sold, shelf, numbers, where),
    )  # fmt: skip
    return record, skus, places


def _gaps(sold: Sold, shelf: Shelf, numbers: Mapping[str, int], where: Mapping[str, int]) -> tuple[Ints, Ints, Ints]:
    found = [
        (numbers[sku] * len(where) + where[place], (since - sold.first).days, (until - sold.first).days)
        for sku, place, since, until in shelf.gaps
        if sku in numbers and place in where
    ]
    one, since, until = np.array(found, dtype=np.int64).reshape(-1, 3).T
    return one, since, until
