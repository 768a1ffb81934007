# SPDX-License-Identifier: Apache-2.0
"""The person at hand: does a rule hold of what is known of one person, why, and when may that turn?

A missing value makes every comparison false, and `not` is two-valued: it takes in those of whom nothing is known.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import inf
from unicodedata import normalize

from omotenashi.engagement.audience.rules import asking, moments
from omotenashi.engagement.audience.rules.asking import Asked
from omotenashi.engagement.audience.rules.definitions import Condition, Group
from omotenashi.engagement.audience.rules.facts import Answer, Bought, Facts, Touch, Used
from omotenashi.engagement.audience.rules.moments import Moment
from omotenashi.insight.measures.params import Common


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether it holds, and when that may next turn."""

    holds: bool
    turns_at: datetime | None = None


type Reading = Mapping[int, Asked]


def readings(node: Group | Condition, *, day: date) -> dict[int, Asked]:
    """Read every condition of a tree once, by its place. Raises BadParameter."""
    return {id(one): asking.read(one, day=day) for one in _leaves(node)}


def judge(node: Group | Condition, facts: Facts, *, moment: Moment, read: Reading) -> Verdict:
    """Judge a tree. Every condition is looked at, so that the earliest turn of any is known."""
    if isinstance(node, Condition):
        found = _HOLDS[node.what](facts, read[id(node)], moment)
    else:
        each = [judge(one, facts, moment=moment, read=read) for one in node.of]
        join = all if node.how == "all" else any
        holds = join(one.holds for one in each) if each else True
        found = Verdict(holds, moments.first(*(one.turns_at for one in each)))
    return Verdict(not found.holds, found.turns_at) if node.no else found


def _leaves(node: Group | Condition) -> Iterator[Condition]:
    if isinstance(node, Condition):
        yield node
    else:
        for one in node.of:
            yield from _leaves(one)


def _bought(facts: Facts, asked: Asked, moment: Moment) -> Verdict:
    params = asked.params
    mine = [one for one in narrowed(facts.bought, params) if _in_period(one.day, params)]
    rows = [one for one in mine if _is_within(one.day, params.within, moment)]
    times = len({one.day for one in rows if one.counts})
    amount = sum(one.amount for one in rows)
    holds = bool(rows) and _between(times, params.least, params.most)
    holds = holds and not (params.amount_from and amount < params.amount_from)
    holds = holds and not (params.amount_to and amount > params.amount_to)
    turn = moments.next_turn((one.day for one in mine), moments.windows(params.within), moment)
    return Verdict(holds, turn)


def _last(facts: Facts, asked: Asked, moment: Moment) -> Verdict:
    params = asked.params
    days = [one.day for one in narrowed(facts.bought, params) if one.counts]
    before = [day for day in days if day <= moment.day]
    ago = (moment.day - max(before)).days if before else None
    gone = moments.windows(params.days_from, params.days_to + 1 if params.days_to else 0)
    return Verdict(
        ago is not None and _between(ago, params.days_from, params.days_to), moments.next_turn(days, gone, moment)
    )


def _first(facts: Facts, asked: Asked, moment: Moment) -> Verdict:
    params = asked.params
    made = [one for one in facts.bought if one.counts]
    turn = moments.next_turn((one.day for one in made), [0], moment)
    known = [one for one in made if one.day <= moment.day and one.at]
    if not known:
        return Verdict(False, turn)
    one = min(known, key=lambda each: (each.at, each.order))
    wanted = {"channel": one.channel, "location": one.location, "medium": one.medium}
    fits = all((value or "") in asked_of for name, value in wanted.items() if (asked_of := getattr(params, name)))
    return Verdict(fits and _in_period(one.day, params), turn)


def _kind(facts: Facts, asked: Asked, moment: Moment) -> Verdict:
    params = asked.params
    mine = [one for one in narrowed(facts.bought, params) if _in_period(one.day, params)]
    turn = moments.next_turn((one.day for one in mine), moments.windows(params.days + 1), moment)
    found = kind_of(facts, asked, moment)
    if found is None:
        return Verdict(False, turn)
    kind, state = found
    return Verdict(kind in params.kind and (not params.state or state in params.state), turn)


def kind_of(facts: Facts, asked: Asked, moment: Moment) -> tuple[str, str] | None:
    """Say which kind of customer somebody is by CPM, and whether still here or gone; nothing of who never bought."""
    params = asked.params
    rows = [one for one in narrowed(facts.bought, params) if _in_period(one.day, params) and one.day <= moment.day]
    days = {one.day for one in rows if one.counts}
    if not days:
        return None
    stay, silent = (max(days) - min(days)).days, (moment.day - max(days)).days
    much, long = sum(one.amount for one in rows) >= params.spent, stay >= params.stay
    short = "fashion" if much and "fashion" in params.kinds else "toddler"
    kind = ("best" if much else "steady") if long else short
    return "first" if len(days) == 1 else kind, "gone" if silent > params.days else "active"


def _touched(facts: Facts, asked: Asked, moment: Moment) -> Verdict:
    params = asked.params
    mine = [one for one in _placed(facts.touches, params) if one.act == params.act and _in_period(one.day, params)]
    rows = [one for one in mine if _is_within(one.day, params.within, moment)]
    turn = moments.next_turn((one.day for one in mine), moments.windows(params.within), moment)
    return Verdict(_between(len(rows), params.least, params.most), turn)


def _noted(facts: Facts, asked: Asked, moment: Moment) -> Verdict:
    params = asked.params
    mine = [one for one in facts.notes if not params.note or one.name in params.note]
    mine = [one for one in mine if _in_period(one.day, params)]
    rows = [one for one in mine if _is_within(one.day, params.within, moment)]
    turn = moments.next_turn((one.day for one in mine), moments.windows(params.within), moment)
    return Verdict(_between(len(rows), params.least, params.most), turn)


def _sequence(facts: Facts, asked: Asked, moment: Moment) -> Verdict:
    params, hours = asked.params, timedelta(hours=asked.params.hours)
    mine = _placed(facts.touches, params)
    begun = [one.at for one in mine if one.act == params.first and one.day <= moment.day]
    then = [one for one in mine if one.act == params.then and _in_period(one.day, params)]
    rows = [one for one in then if _is_within(one.day, params.within, moment)]
    holds = any(one.at - hours < at < one.at for one in rows for at in begun)
    return Verdict(holds, moments.next_turn((one.day for one in mine), moments.windows(params.within), moment))


def _reason(facts: Facts, asked: Asked, moment: Moment) -> Verdict:
    params = asked.params
    last: dict[tuple[str, str], Answer] = {}
    for one in sorted(facts.answers, key=lambda each: (each.at, each.entry)):
        if one.day <= moment.day:
            last[one.order] = one
    rows = [one for one in last.values() if _in_period(one.day, params) and _is_within(one.day, params.within, moment)]
    turn = moments.next_turn((one.day for one in facts.answers), moments.windows(params.within), moment)
    return Verdict(any(one.reason in params.reason for one in rows), turn)


def _word(facts: Facts, asked: Asked, _moment: Moment) -> Verdict:
    value = facts.words.get(asked.what) or ""
    return Verdict(normalize("NFKC", value) in asked[asked.what] if value else False)


def _range(facts: Facts, asked: Asked, _moment: Moment) -> Verdict:
    value = facts.numbers.get(asked.what)
    return Verdict(value is not None and _between(value, asked["from"], asked["to"]))


def _month(facts: Facts, asked: Asked, _moment: Moment) -> Verdict:
    return Verdict(facts.born is not None and str(facts.born.month) in asked["month"])


def _age(facts: Facts, asked: Asked, moment: Moment) -> Verdict:
    if facts.born is None:
        return Verdict(False)
    turns = (day for day in moment.coming() if f"{facts.born:%m%d}" in moments.birthdays([day]))
    turn = next((moment.turn(day) for day in turns), None)
    return Verdict(_between(moments.age_on(facts.born, moment.day), asked["from"], asked["to"]), turn)


def _anniversary(facts: Facts, asked: Asked, moment: Moment) -> Verdict:
    if facts.born is None:
        return Verdict(False)
    mine = f"{facts.born:%m%d}"

    def holds(day: date) -> bool:
        return mine in moments.birthdays(moments.around(day, before=asked["before"], after=asked["after"]))

    now = holds(moment.day)
    return Verdict(now, next((moment.turn(day) for day in moment.coming() if holds(day) != now), None))


def _reach(facts: Facts, asked: Asked, _moment: Moment) -> Verdict:
    return Verdict(any(one.channel in asked["by"] for one in facts.contacts))


def _consent(facts: Facts, asked: Asked, moment: Moment) -> Verdict:
    open_ = [one for one in facts.contacts if not one.stopped and (not asked["by"] or one.channel in asked["by"])]
    ends = [one.grants[purpose] for one in open_ for purpose in asked["purpose"] if purpose in one.grants]
    soon = [end for end in ends if end and moment.now < end < moment.end]
    return Verdict(any(end is None or end > moment.now for end in ends), min(soon, default=None))


def _stopped(facts: Facts, asked: Asked, _moment: Moment) -> Verdict:
    return Verdict(any(one.stopped and (not asked["by"] or one.channel in asked["by"]) for one in facts.contacts))


def _near(facts: Facts, asked: Asked, _moment: Moment) -> Verdict:
    digits = asking.NEAR[asked["how"]]
    here = facts.words.get("postal_code" if digits else "prefecture") or ""
    mine = here[:digits] if digits else normalize("NFKC", here)
    shops = (one for one in facts.shops if one.code in asked["location"])
    return Verdict(any(mine == (one.postal_code[:digits] if digits else one.prefecture) for one in shops if mine))


def _distance(facts: Facts, asked: Asked, _moment: Moment) -> Verdict:
    return Verdict(any(facts.reach.get(shop, inf) <= asked["km"] for shop in asked["location"]))


def _segment(facts: Facts, asked: Asked, _moment: Moment) -> Verdict:
    return Verdict(not facts.segments.isdisjoint(asked["segment"]))


def _tag(facts: Facts, asked: Asked, _moment: Moment) -> Verdict:
    return Verdict(not facts.tags.isdisjoint(asked["tag"]))


def _taste(facts: Facts, asked: Asked, _moment: Moment) -> Verdict:
    wanted = {axis: asked[axis] for axis in asking.TASTES if asked[axis]}
    return Verdict(all(any((axis, value) in facts.tastes for value in said) for axis, said in wanted.items()))


def _usage(facts: Facts, asked: Asked, _moment: Moment) -> Verdict:
    found = used(facts, asked)
    return Verdict(not found if asked["stage"] == "not_begun" else bool(found))


def used(facts: Facts, asked: Asked) -> list[Used]:
    """Give what somebody uses as it is asked of; for `not_begun` what they did begin."""
    stage = asked["stage"]
    mine = [one for one in facts.used if one.progress > 0]
    mine = [one for one in mine if not asked["product"] or one.product in asked["product"]]
    mine = [one for one in mine if not asked["use"] or one.use in asked["use"]]
    if stage == "not_begun":
        return mine
    if stage in ("finished", "under_way"):
        # What was opened is not at its end.
        mine = [one for one in mine if (one.progress >= 100 and one.use != "opened") is (stage == "finished")]
    return [one for one in mine if _between(one.progress, asked["from"], asked["to"])]


def narrowed(rows: list[Bought], params: Common) -> list[Bought]:
    """Give the purchases that are asked of by channel, shop, medium, product or category."""
    wanted = asking.narrows(params)
    if wanted.keys() & {"medium", *_THINGS}:
        # A stray return has no medium and no product of its own, so under such a filter it is not ours.
        rows = [one for one in rows if one.order is not None]
    for name in wanted.keys() & {"channel", "location", "medium", "staff"}:
        rows = [one for one in rows if getattr(one, name) in wanted[name]]
    inside = [(place, wanted[name]) for place, name in enumerate(_THINGS) if name in wanted]
    if not inside:
        return rows
    return [one for one in rows if any(all(thing[place] in said for place, said in inside) for thing in one.things)]


def _placed(rows: list[Touch], params: Common) -> list[Touch]:
    wanted = asking.narrows(params)
    for name in wanted.keys() & {"channel", "location", "product"}:
        rows = [one for one in rows if getattr(one, name) in wanted[name]]
    return rows


def _in_period(day: date, params: Common) -> bool:
    return (params.start is None or day >= params.start) and (params.end is None or day <= params.end)


def _is_within(day: date, within: int, moment: Moment) -> bool:
    return day <= moment.day and (not within or day > moment.day - timedelta(days=within))


def _between(value: float, least: float, most: float) -> bool:
    return value >= least and (not most or value <= most)


# What is asked of goods, in the order in which a thing says it.
_THINGS = ("product", "category", "brand")
_HOLDS: dict[str, Callable[[Facts, Asked, Moment], Verdict]] = {
    "bought": _bought, "last": _last, "first": _first, "touched": _touched, "sequence": _sequence, "reason": _reason,
    "noted": _noted,
    "rank": _word, "prefecture": _word, "tier": _word, "member_rank": _word, "gender": _word, "ltv": _range, "orders": _range,
    "value": _range, "alive": _range, "points": _range, "birthday": _month, "age": _age, "anniversary": _anniversary,
    "reach": _reach, "consent": _consent, "segment": _segment, "stopped": _stopped, "near": _near,
    "distance": _distance, "kind": _kind, "tag": _tag, "taste": _taste, "usage": _usage,
}  # fmt: skip
