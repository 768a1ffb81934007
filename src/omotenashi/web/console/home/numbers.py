# SPDX-License-Identifier: Apache-2.0
"""The numbers of the home page, each asked of a measure; nothing is computed here that a measure could say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from omotenashi.insight.measures.cross_use import year_before
from omotenashi.insight.measures.run import Answer

type Ask = Callable[..., Answer]
type Row = dict[str, Any]

# Within how many days a second purchase counts for the F2 of the home page.
F2_DAYS = 90
YEAR = 12
# A comparison with fewer people than this says nothing.
ENOUGH = 30
# A year before is compared only when the record goes back so far, give or take a fortnight.
SLACK = timedelta(days=14)


@dataclass(frozen=True)
class Figure:
    """A key figure: its value, what it was before, past values (oldest first), and n."""

    value: float | None
    before: float | None = None
    spark: tuple[float | None, ...] = ()
    n: int = 0
    half_year: bool = False  # compared with half a year before, because a whole one is not known

    @property
    def change(self) -> float | None:
        """The relative change, as a fraction."""
        return None if self.value is None or not self.before else self.value / self.before - 1

    @property
    def points(self) -> float | None:
        """The change of a rate, in percent points."""
        return None if self.value is None or self.before is None else self.value - self.before


@dataclass(frozen=True)
class Numbers:
    """What the top of the page and its sentence stand on."""

    as_of: date
    ltv: Figure
    active: Figure
    f2: Figure
    cross_use: Figure
    f2_falls: int  # how many months in a row the F2 conversion has fallen
    tree: Answer
    compared: str = ""  # what the tree compares with: "year", "half" or ""


def collect(ask: Ask, *, as_of: date, first_day: date) -> Numbers:
    """Ask for everything the top of the page shows. ``ask(name, **values)`` answers a measure as of a day."""
    tree = _tree(ask, as_of=as_of, first_day=first_day)
    has_year = first_day <= year_before(as_of - timedelta(days=365)) + SLACK
    monthly = ask("f2", by="month", days=str(F2_DAYS)).rows
    with_ = compared_with(tree, as_of=as_of, first_day=first_day)
    return Numbers(
        as_of=as_of,
        ltv=_ltv(ask, tree, with_=with_),
        active=_active(ask, tree, has_year=has_year),
        f2=f2_of(mature(monthly, as_of=as_of)),
        cross_use=_cross_use(ask, as_of=as_of, has_year=has_year),
        f2_falls=falls([row["pct"] for row in mature(monthly, as_of=as_of)]),
        tree=tree,
        compared=with_,
    )


def f2_of(known: list[Row]) -> Figure:
    """F2 conversion of the last twelve months of first purchase that have been observed, and of the twelve before."""
    now, before = known[-YEAR:], known[-2 * YEAR : -YEAR]
    heads, older = sum(row["customers"] for row in now), sum(row["customers"] for row in before)
    return Figure(
        value=_rate(now),
        before=_rate(before) if older >= ENOUGH else None,
        spark=tuple(row["pct"] for row in now),
        n=heads,
    )


def mature(monthly: list[Row], *, as_of: date) -> list[Row]:
    """The months of first purchase whose youngest customer has been observed for so long, oldest first."""
    return sorted(
        (row for row in monthly if row["customers"] and _last_day(row["group"]) + timedelta(days=F2_DAYS) <= as_of),
        key=lambda row: row["group"],
    )


def falls(rates: Sequence[float | None]) -> int:
    """How many times in a row the last rates have fallen."""
    known = [rate for rate in rates if rate is not None]
    count = 0
    while count + 1 < len(known) and known[-1 - count] < known[-2 - count]:
        count += 1
    return count


def _last_day(month: str) -> date:
    first = date.fromisoformat(f"{month}-01")
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _rate(rows: list[Row]) -> float | None:
    heads = sum(row["customers"] for row in rows)
    return sum(row["repeaters"] for row in rows) * 100 / heads if heads else None


def _tree(ask: Ask, *, as_of: date, first_day: date) -> Answer:
    """The tree against a year before, or against half a year when the record does not go back so far.

    The customers of the older tree began one to two years before its day; half of that year must be on record.
    """
    half = as_of - timedelta(days=182)
    if reaches(first_day, as_of - timedelta(days=365)) or not reaches(first_day, half):
        return ask("kpi-tree")
    return ask("kpi-tree", against=half.isoformat())


def reaches(first_day: date, day: date) -> bool:
    """Does the record hold half of the year in which the customers of an LTV as of ``day`` began?"""
    return first_day <= day - timedelta(days=365 + 182)


def compared_with(tree: Answer, *, as_of: date, first_day: date) -> str:
    """What the tree compares with: "year", "half" or "" when too few customers of then are known."""
    before = tree.population["before"]
    if tree.population["customers_before"] < ENOUGH or not reaches(first_day, before):
        return ""
    return "half" if (as_of - before).days < 300 else "year"


def _ltv(ask: Ask, tree: Answer, *, with_: str) -> Figure:
    cohorts = ask("ltv-table", days="365").rows
    known = [row["ltv"] for row in cohorts if row["mature"]]
    return Figure(
        value=tree.population["ltv"],
        before=tree.population["ltv_before"] if with_ else None,
        spark=tuple(known[-YEAR:]),
        n=tree.population["customers"],
        half_year=with_ == "half",
    )


def _active(ask: Ask, tree: Answer, *, has_year: bool) -> Figure:
    months = [row["customers"] for row in ask("new-repeat").rows]
    yearly = tree if (tree.params.as_of - tree.population["before"]).days > 300 else ask("kpi-tree")
    before = yearly.population["active_before"]
    return Figure(
        value=tree.population["active"],
        before=before if has_year and before >= ENOUGH else None,
        # The running month is not over: it would always look like a fall.
        spark=tuple(months[-YEAR - 1 : -1]),
        n=tree.population["active"],
    )


def _cross_use(ask: Ask, *, as_of: date, has_year: bool) -> Figure:
    now = ask("cross-use").population
    days = [as_of - timedelta(days=91 * quarter) for quarter in (3, 2, 1)]
    year = as_of - timedelta(days=365)
    older = ask("cross-use", as_of=year.isoformat()).population if has_year else None
    past = [ask("cross-use", as_of=day.isoformat()).population["pct"] for day in days]
    return Figure(
        value=now["pct"],
        before=older["pct"] if older and older["active"] >= ENOUGH else None,
        spark=(*((older["pct"],) if older else ()), *past, now["pct"]),
        n=now["active"],
    )
