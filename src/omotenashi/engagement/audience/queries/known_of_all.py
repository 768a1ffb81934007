# SPDX-License-Identifier: Apache-2.0
"""Conditions on what is known now, as Ibis expressions over `people`: the third compiler, on DuckDB or Spark.

The person at hand is `rules.judging`, PostgreSQL is `queries.facts`; a property test holds the three together, and every
night some segments are counted anew by this one (`actions.checking`).
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from omotenashi.engagement.audience.queries.numbers import Keys
from omotenashi.engagement.audience.queries.people import People
from omotenashi.engagement.audience.queries.record import Turns
from omotenashi.engagement.audience.rules import asking, moments
from omotenashi.engagement.audience.rules.asking import Asked
from omotenashi.engagement.audience.rules.moments import Moment

type Meets = Callable[[People, Asked, Moment], ir.Table]


def asker(people: People, *, backend: Any = None) -> Callable[[Asked, Moment], tuple[Keys, Turns]]:
    """Give what asks these people, on an engine of one's own or on Ibis' own DuckDB."""

    def rows(found: ir.Table) -> pa.Table:
        return backend.to_pyarrow(found) if backend else found.to_pyarrow()

    def ask(asked: Asked, moment: Moment) -> tuple[Keys, Turns]:
        found = rows(meeting(people, asked, moment)).column("person").to_numpy()
        soon = turning(people, asked, moment)
        if soon is None:
            return found, {}
        turns = rows(soon)
        pairs = zip(turns.column("person").to_pylist(), turns.column("turns").to_pylist(), strict=True)
        return found, {seq: moment_at(at) for seq, at in pairs}

    return ask


def meeting(people: People, asked: Asked, moment: Moment) -> ir.Table:
    """Give the expression for who meets a condition (`person`; one may come twice)."""
    return _MEETING[asked.what](people, asked, moment).select("person")


def turning(people: People, asked: Asked, moment: Moment) -> ir.Table | None:
    """Give the expression for whom that may turn soon, and when first (`turns`, microseconds since 1970), if it can."""
    if asked.what == "consent":
        return _ending(people, asked, moment)
    days = _TURNING[asked.what](people, asked, moment) if asked.what in _TURNING and moment.awake else {}
    some = [rows.select("person", turns=_micros(at)) for at, rows in sorted(days.items())]
    if not some:
        return None
    whole = ibis.union(*some) if len(some) > 1 else some[0]
    return whole.group_by("person").agg(turns=whole.turns.min())


def moment_at(micros: int) -> datetime:
    """Give the moment that is so many microseconds after the beginning of 1970."""
    return _EPOCH + timedelta(microseconds=micros)


def _word(people: People, asked: Asked, _moment: Moment) -> ir.Table:
    column = people.persons[asked.what]
    return people.persons.filter(column != "", column.isin(asked[asked.what]))


def _range(people: People, asked: Asked, _moment: Moment) -> ir.Table:
    return people.persons.filter(*_between(people.persons[asked.what], asked))


def _month(people: People, asked: Asked, _moment: Moment) -> ir.Table:
    return people.persons.filter(people.persons.month.cast("string").isin(asked["month"]))


def _age(people: People, asked: Asked, moment: Moment) -> ir.Table:
    rows, day = people.persons.filter(people.persons.year.notnull()), moment.day
    is_ahead = _birthday(rows) > day.month * 100 + day.day
    return rows.filter(*_between(day.year - rows.year - is_ahead.cast("int64"), asked))


def _anniversary(people: People, asked: Asked, moment: Moment) -> ir.Table:
    return _born_on(people, _celebrated(asked, moment.day))


def _reach(people: People, asked: Asked, _moment: Moment) -> ir.Table:
    return people.contacts.filter(people.contacts.channel.isin(asked["by"]))


def _stopped(people: People, asked: Asked, _moment: Moment) -> ir.Table:
    rows = people.contacts.filter(people.contacts.stopped)
    return rows.filter(rows.channel.isin(asked["by"])) if asked["by"] else rows


def _consent(people: People, asked: Asked, moment: Moment) -> ir.Table:
    rows = _granted(people, asked)
    return rows.filter(rows.ends.isnull() | (rows.ends > _micros(moment.now)))


def _near(people: People, asked: Asked, _moment: Moment) -> ir.Table:
    digits, shops = asking.NEAR[asked["how"]], people.shops.filter(people.shops.location.isin(asked["location"]))
    if digits:
        here = people.persons.mutate(here=people.persons.postal_code.left(digits))
        there = shops.mutate(here=shops.postal_code.left(digits))
    else:
        here = people.persons.mutate(here=people.persons.prefecture)
        there = shops.mutate(here=shops.prefecture)
    return here.filter(here.here != "").semi_join(there, "here")


def _distance(people: People, asked: Asked, _moment: Moment) -> ir.Table:
    close = people.reach.filter(people.reach.location.isin(asked["location"]), people.reach.km <= asked["km"])
    return people.persons.semi_join(close, "postal_code")


def _segment(people: People, asked: Asked, _moment: Moment) -> ir.Table:
    return people.members.filter(people.members.segment.isin(asked["segment"]))


def _tag(people: People, asked: Asked, _moment: Moment) -> ir.Table:
    return people.tags.filter(people.tags.tag.isin(asked["tag"])).select("person")


def _taste(people: People, asked: Asked, _moment: Moment) -> ir.Table:
    rows, wanted = people.tastes, {axis: asked[axis] for axis in asking.TASTES if asked[axis]}
    fits = ibis.or_(*((rows.axis == axis) & rows.value.isin(said) for axis, said in wanted.items()))
    found = rows.filter(fits).group_by("person").agg(axes=rows.axis.nunique())
    return found.filter(found.axes == len(wanted))


def _usage(people: People, asked: Asked, _moment: Moment) -> ir.Table:
    rows, stage = people.used.filter(people.used.progress > 0), asked["stage"]
    if asked["product"]:
        rows = rows.filter(rows["product"].isin(asked["product"]))
    if asked["use"]:
        rows = rows.filter(rows.use.isin(asked["use"]))
    if stage == "not_begun":
        return people.persons.anti_join(rows, "person")
    is_at_end = (rows.progress >= 100) & (rows.use != "opened")
    if stage in ("finished", "under_way"):
        rows = rows.filter(is_at_end if stage == "finished" else ~is_at_end)
    return rows.filter(*_between(rows.progress, asked))


def _granted(people: People, asked: Asked) -> ir.Table:
    rows = people.contacts.filter(people.contacts.purpose.isin(asked["purpose"]))
    return rows.filter(rows.channel.isin(asked["by"])) if asked["by"] else rows


def _ending(people: People, asked: Asked, moment: Moment) -> ir.Table:
    rows = _granted(people, asked)
    soon = rows.filter(rows.ends > _micros(moment.now), rows.ends < _micros(moment.end))
    return soon.group_by("person").agg(turns=soon.ends.min())


def _older(people: People, _asked: Asked, moment: Moment) -> dict[datetime, ir.Table]:
    return {moment.turn(day): _born_on(people, moments.birthdays([day])) for day in moment.coming()}


def _celebrating(people: People, asked: Asked, moment: Moment) -> dict[datetime, ir.Table]:
    now = set(_celebrated(asked, moment.day))
    return {moment.turn(day): _born_on(people, sorted(now ^ set(_celebrated(asked, day)))) for day in moment.coming()}


def _celebrated(asked: Asked, day: date) -> list[str]:
    return moments.birthdays(moments.around(day, before=asked["before"], after=asked["after"]))


def _born_on(people: People, births: list[str]) -> ir.Table:
    return people.persons.filter(_birthday(people.persons).isin([int(one) for one in births]))


def _birthday(rows: ir.Table) -> ir.IntegerColumn:
    return rows.month * 100 + rows.day


def _between(column: Any, asked: Asked) -> list[Any]:
    return [column >= asked["from"], *([column <= asked["to"]] if asked["to"] else [])]


def _micros(at: datetime) -> Any:
    return ibis.literal((at - _EPOCH) // timedelta(microseconds=1), "int64")


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MEETING: dict[str, Meets] = {
    "rank": _word, "prefecture": _word, "tier": _word, "member_rank": _word, "gender": _word, "ltv": _range, "orders": _range,
    "value": _range, "alive": _range, "points": _range, "birthday": _month, "age": _age, "anniversary": _anniversary,
    "reach": _reach, "stopped": _stopped, "consent": _consent, "near": _near, "segment": _segment,
    "distance": _distance, "tag": _tag, "taste": _taste, "usage": _usage,
}  # fmt: skip
_TURNING: dict[str, Callable[[People, Asked, Moment], dict[datetime, ir.Table]]] = {
    "age": _older, "anniversary": _celebrating,
}  # fmt: skip
