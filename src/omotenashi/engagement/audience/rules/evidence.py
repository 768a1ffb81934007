# SPDX-License-Identifier: Apache-2.0
"""Why somebody meets a rule: the conditions that hold of them, each with what it was judged by."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from omotenashi.engagement.audience.rules import asking, judging, moments
from omotenashi.engagement.audience.rules.asking import Asked
from omotenashi.engagement.audience.rules.definitions import Condition, Group
from omotenashi.engagement.audience.rules.facts import Facts
from omotenashi.engagement.audience.rules.judging import Reading
from omotenashi.engagement.audience.rules.moments import Moment


@dataclass(frozen=True, slots=True)
class Evidence:
    """A condition that holds, and by what: how often, for how much, when last, a number or a word."""

    what: str
    times: int | None = None
    amount: int | None = None
    day: date | None = None
    number: float | None = None
    word: str = ""


def evidence(node: Group | Condition, facts: Facts, *, moment: Moment, read: Reading) -> list[Evidence]:
    """Give what holds, in reading order. What is turned round holds by something missing, which shows nothing."""
    if node.no:
        return []
    if isinstance(node, Group):
        return [each for one in node.of for each in evidence(one, facts, moment=moment, read=read)]
    if not judging.judge(node, facts, moment=moment, read=read).holds:
        return []
    return [_of(read[id(node)], facts, moment)]


def _of(asked: Asked, facts: Facts, moment: Moment) -> Evidence:
    if asked.what in ("bought", "last", "first"):
        return _of_purchases(asked, facts, moment)
    if asked.what in _OWN:
        return _OWN[asked.what](asked, facts, moment)
    if asked.what in ("touched", "sequence"):
        acts = (asked.params.act,) if asked.what == "touched" else (asked.params.first, asked.params.then)
        rows = [one for one in facts.touches if one.act in acts and one.day <= moment.day]
        return Evidence(asked.what, times=len(rows), day=max((one.day for one in rows), default=None))
    if asked.what == "reason":
        said = [one for one in facts.answers if one.reason in asked.params.reason]
        last = max(said, key=lambda one: one.at, default=None)
        return Evidence(asked.what, day=last.day if last else None, word=last.reason if last else "")
    if asked.what in ("age", "anniversary", "birthday"):
        age = moments.age_on(facts.born, moment.day) if facts.born else None
        return Evidence(asked.what, number=age) if asked.what == "age" else Evidence(asked.what, day=facts.born)
    if asked.what in facts.numbers:
        return Evidence(asked.what, number=facts.numbers[asked.what])
    return Evidence(asked.what, word=facts.words.get(asked.what, ""))


def _of_purchases(asked: Asked, facts: Facts, moment: Moment) -> Evidence:
    within = asked.params.within if asked.what == "bought" else 0
    first = moment.day - timedelta(days=within) if within else date.min
    rows = [one for one in judging.narrowed(facts.bought, asked.params) if first < one.day <= moment.day]
    days = [one.day for one in rows if one.counts]
    if asked.what == "first":
        return Evidence(asked.what, day=min(days, default=None))
    amount = sum(one.amount for one in rows) if asked.what == "bought" else None
    return Evidence(
        asked.what, times=len(set(days)) if amount is not None else None, amount=amount, day=max(days, default=None)
    )


def _of_kind(asked: Asked, facts: Facts, moment: Moment) -> Evidence:
    found = judging.kind_of(facts, asked, moment)
    rows = [one for one in judging.narrowed(facts.bought, asked.params) if one.day <= moment.day]
    days = {one.day for one in rows if one.counts}
    return Evidence(
        "kind", times=len(days), amount=sum(one.amount for one in rows), day=max(days, default=None), word=found[0] if found else "",
    )  # fmt: skip


def _of_noted(asked: Asked, facts: Facts, moment: Moment) -> Evidence:
    rows = [one for one in facts.notes if one.day <= moment.day]
    rows = [one for one in rows if not asked.params.note or one.name in asked.params.note]
    last = max(rows, key=lambda one: (one.day, one.name), default=None)
    return Evidence("noted", times=len(rows), day=last.day if last else None, word=last.name if last else "")


def _of_distance(asked: Asked, facts: Facts, _moment: Moment) -> Evidence:
    km, shop = min((facts.reach[shop], shop) for shop in asked["location"] if shop in facts.reach)
    return Evidence("distance", number=km, word=shop)


def _of_tag(asked: Asked, facts: Facts, _moment: Moment) -> Evidence:
    return Evidence("tag", word=min(facts.tags & set(asked["tag"]), default=""))


def _of_taste(asked: Asked, facts: Facts, _moment: Moment) -> Evidence:
    """The axis and the value of the first that fits, as `axis:value`."""
    found = (f"{axis}:{value}" for axis in asking.TASTES for value in asked[axis] if (axis, value) in facts.tastes)
    return Evidence("taste", word=next(found, ""))


def _of_usage(asked: Asked, facts: Facts, _moment: Moment) -> Evidence:
    found = [] if asked["stage"] == "not_begun" else judging.used(facts, asked)
    best = max(found, key=lambda one: (one.use != "opened", one.progress, one.product, one.use), default=None)
    if best is None:
        return Evidence("usage")
    # What was opened has no progress.
    return Evidence("usage", number=None if best.use == "opened" else best.progress, word=best.product)


_OWN: dict[str, Callable[[Asked, Facts, Moment], Evidence]] = {
    "distance": _of_distance, "kind": _of_kind, "noted": _of_noted, "tag": _of_tag, "taste": _of_taste, "usage": _of_usage,
}  # fmt: skip
