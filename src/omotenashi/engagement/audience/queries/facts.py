# SPDX-License-Identifier: Apache-2.0
"""Conditions that the database answers as of now: scores, profile, consent, ways to reach somebody, points, segments,
tags, tastes and usage (`queries.carried`).

Each is one statement with named values; what may be asked is `rules.asking.FACTS`, and nothing of a request becomes SQL.
`{among}` narrows it to some persons.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from omotenashi.base import bulk
from omotenashi.engagement.audience.queries import carried, numbers
from omotenashi.engagement.audience.queries.numbers import Keys
from omotenashi.engagement.audience.queries.record import Among, Turns
from omotenashi.engagement.audience.rules import asking, moments
from omotenashi.engagement.audience.rules.asking import Asked
from omotenashi.engagement.audience.rules.moments import Moment
from omotenashi.places.locations import queries as locations

_SCORE = "SELECT p.seq FROM insight_score s JOIN customers_person p ON p.id = s.person_id WHERE true{among} AND "
_MODEL = "SELECT p.seq FROM insight_prediction s JOIN customers_person p ON p.id = s.person_id WHERE true{among} AND "
_PROFILE = "SELECT p.seq FROM customers_profile f JOIN customers_person p ON p.id = f.person_id WHERE true{among} AND "
# A way to reach somebody counts where it is known of one of their identifiers.
_POINT = """ FROM customers_contactpoint c JOIN customers_nodeperson o ON o.node_id = c.node_id
JOIN customers_person p ON p.id = o.person_id"""
# On a list of those that must not be written to.
STOPPED = """EXISTS (SELECT 1 FROM consent_suppression x WHERE x.channel = c.channel AND x.address_hash = c.address_hash
  AND x.lifted_at IS NULL)"""
# Whatever was granted, is not over, and whose address is on no list of those that must not be written to.
GRANTED = f"c.id = t.contact_point_id AND t.state = 'granted' AND NOT {STOPPED}"
_GRANTS = f"""{_POINT} JOIN consent_consentstate t ON {GRANTED} JOIN consent_consententry e ON e.id = t.entry_id
WHERE t.purpose_id = ANY(%(purpose)s) AND (%(by)s::text[] = '{{{{}}}}' OR c.channel = ANY(%(by)s)){{among}}"""
_BORN = "to_char(f.birth_date, 'MMDD') = ANY(%(born)s)"
_AGE = """extract(year FROM %(day)s::date) - extract(year FROM f.birth_date)
  - ((extract(month FROM %(day)s::date), extract(day FROM %(day)s::date))
     < (extract(month FROM f.birth_date), extract(day FROM f.birth_date)))::int"""


def code_of(row: str) -> str:
    """Say a postal code in its digits alone, however it was written."""
    return f"regexp_replace(normalize({row}.postal_code, NFKC), '[^0-9]', '', 'g')"


def _between(column: str) -> str:
    return f"{column} >= %(from)s AND (%(to)s = 0 OR {column} <= %(to)s)"


def _word(column: str, name: str) -> str:
    return f"f.{column} <> '' AND normalize(f.{column}, NFKC) = ANY(%({name})s)"


# `digits` of the postal codes alike; without digits it is the prefecture that decides.
_NEAR = f"""EXISTS (SELECT 1 FROM locations_location l WHERE l.code = ANY(%(location)s) AND CASE WHEN %(digits)s > 0
  THEN left({code_of("f")}, %(digits)s) <> '' AND left({code_of("f")}, %(digits)s) = left({code_of("l")}, %(digits)s)
  ELSE f.prefecture <> '' AND normalize(f.prefecture, NFKC) = normalize(l.prefecture, NFKC) END)"""

_SQL: dict[str, str] = {
    "rank": f"{_SCORE} s.rank = ANY(%(rank)s)",
    "ltv": f"{_SCORE} {_between('s.sales')}",
    "orders": f"{_SCORE} {_between('s.orders')}",
    "value": f"{_MODEL} {_between('s.value')}",
    "alive": f"{_MODEL} {_between('s.p_alive * 100')}",
    "prefecture": f"{_PROFILE} {_word('prefecture', 'prefecture')}",
    "member_rank": f"{_PROFILE} {_word('rank', 'member_rank')}",
    "gender": f"{_PROFILE} {_word('gender', 'gender')}",
    "birthday": f"{_PROFILE} extract(month FROM f.birth_date)::int::text = ANY(%(month)s)",
    "age": f"{_PROFILE} f.birth_date IS NOT NULL AND {_between(_AGE)}",
    "anniversary": f"{_PROFILE} {_BORN}",
    "reach": f"SELECT p.seq{_POINT} WHERE c.channel = ANY(%(by)s){{among}}",
    "stopped": f"SELECT p.seq{_POINT} WHERE (%(by)s::text[] = '{{{{}}}}' OR c.channel = ANY(%(by)s)) AND {STOPPED}{{among}}",
    "near": f"{_PROFILE} {_NEAR}",
    "distance": f"{_PROFILE} {locations.NEAR.format(code=code_of('f'))}",
    "consent": f"SELECT p.seq{_GRANTS} AND (e.expires_at IS NULL OR e.expires_at > %(now)s)",
    "points": """SELECT p.seq FROM customers_person p JOIN customers_nodeperson o ON o.person_id = p.id
JOIN loyalty_wallet w ON w.node_id = o.node_id AND w.kind = 'free_points' WHERE true{among} GROUP BY p.seq
HAVING """ + _between("sum(w.available)"),
    "segment": """SELECT p.seq FROM audience_membership m JOIN customers_person p ON p.id = m.person_id
WHERE m.left_at IS NULL AND m.segment_id::text = ANY(%(segment)s){among}""",
}  # fmt: skip
_ENDING = (
    f"SELECT p.seq, min(e.expires_at){_GRANTS} AND e.expires_at > %(now)s AND e.expires_at < %(end)s GROUP BY p.seq"
)
# Few are erased, and where there are as many profiles as persons nobody is without one: then two joins of everybody are
# not made at all. Whoever has a profile is looked up only where that is not so.
_EVERYBODY = """SELECT p.seq FROM customers_person p
WHERE p.id NOT IN (SELECT n.id FROM customers_node n WHERE n.erased_at IS NOT NULL)
  AND ((SELECT count(*) FROM customers_person) = (SELECT count(*) FROM customers_profile)
    OR p.id IN (SELECT f.person_id FROM customers_profile f))"""


def everybody() -> Keys:
    """Give everybody whom the record knows today and who was not erased, in the order of their keys."""
    return np.sort(numbers.keys(_EVERYBODY, {}))


def meeting(asked: Asked, moment: Moment, *, among: Among = None) -> tuple[Keys, Turns]:
    """Give who meets a condition now, and when that may turn for whom soon."""
    said: dict[str, Any] = {**(asked.said or {}), "persons": sorted(among or ()), "now": moment.now, "day": moment.day}
    if asked.what == "near":
        said["digits"] = asking.NEAR[asked["how"]]
    if asked.what == "anniversary":
        said["born"] = _celebrated(asked, moment.day)
    here = carried.AMONG if among is not None else ""
    question = carried.QUESTIONS[asked.what](asked) if asked.what in carried.QUESTIONS else _SQL[asked.what]
    found = numbers.keys(question.format(among=here), said)
    turns = _TURNS.get(asked.what)
    return found, turns(asked, moment, said, here) if turns else {}


def _celebrated(asked: Asked, day: Any) -> list[str]:
    return moments.birthdays(moments.around(day, before=asked["before"], after=asked["after"]))


def _ending(_asked: Asked, moment: Moment, said: dict[str, Any], here: str) -> Turns:
    return dict(bulk.rows(_ENDING.format(among=here), said | {"end": moment.end}))


def _older(_asked: Asked, moment: Moment, said: dict[str, Any], here: str) -> Turns:
    turns: Turns = {}
    for day in moment.coming():
        born = said | {"born": moments.birthdays([day])}
        for (seq,) in bulk.rows((_PROFILE + _BORN).format(among=here), born):
            turns.setdefault(seq, moment.turn(day))
    return turns


def _celebrating(asked: Asked, moment: Moment, said: dict[str, Any], here: str) -> Turns:
    turns: Turns = {}
    now = set(said["born"])
    for day in moment.coming():
        # Whoever comes in on that day, and whoever goes.
        born = said | {"born": sorted(now ^ set(_celebrated(asked, day)))}
        for (seq,) in bulk.rows((_PROFILE + _BORN).format(among=here), born):
            turns.setdefault(seq, moment.turn(day))
    return turns


_TURNS: dict[str, Callable[[Asked, Moment, dict[str, Any], str], Turns]] = {
    "consent": _ending, "age": _older, "anniversary": _celebrating,
}  # fmt: skip
