# SPDX-License-Identifier: Apache-2.0
"""Conditions that the database answers as of now: scores, profile, consent, ways to reach somebody, points.

Each is one statement with named values; what may be asked is this table, and nothing of a request becomes SQL.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from omotenashi.base import bulk
from omotenashi.insight.measures.params import BadParameter

_SCORE = "SELECT p.seq FROM insight_score s JOIN customers_person p ON p.id = s.person_id WHERE "
_MODEL = "SELECT p.seq FROM insight_prediction s JOIN customers_person p ON p.id = s.person_id WHERE "
_PROFILE = "SELECT p.seq FROM customers_profile f JOIN customers_person p ON p.id = f.person_id WHERE "
# A way to reach somebody counts where it is known of one of their identifiers.
_POINT = """SELECT p.seq FROM customers_contactpoint c JOIN customers_nodeperson o ON o.node_id = c.node_id
JOIN customers_person p ON p.id = o.person_id WHERE """


@dataclass(frozen=True)
class Fact:
    """A condition: its values by kind, and the statement. kind: words, number (with its greatest value, 0 for none)."""

    values: Mapping[str, str]
    sql: str


def _between(column: str) -> str:
    return f"{column} >= %(from)s AND (%(to)s = 0 OR {column} <= %(to)s)"


_RANGE = {"from": "number", "to": "number"}
FACTS: dict[str, Fact] = {
    "rank": Fact({"rank": "words"}, f"{_SCORE} s.rank = ANY(%(rank)s)"),
    "ltv": Fact(_RANGE, f"{_SCORE} {_between('s.sales')}"),
    "orders": Fact(_RANGE, f"{_SCORE} {_between('s.orders')}"),
    "value": Fact(_RANGE, f"{_MODEL} {_between('s.value')}"),
    "alive": Fact(_RANGE, f"{_MODEL} {_between('s.p_alive * 100')}"),
    "prefecture": Fact({"prefecture": "words"}, f"{_PROFILE} f.prefecture = ANY(%(prefecture)s)"),
    "member_rank": Fact({"member_rank": "words"}, f"{_PROFILE} f.rank = ANY(%(member_rank)s)"),
    "gender": Fact({"gender": "words"}, f"{_PROFILE} f.gender = ANY(%(gender)s)"),
    "birthday": Fact(
        {"month": "words"}, f"{_PROFILE} extract(month FROM f.birth_date)::int::text = ANY(%(month)s)"
    ),
    "reach": Fact({"by": "words"}, f"{_POINT} c.channel = ANY(%(by)s)"),
    "consent": Fact({"purpose": "words"}, _POINT + """EXISTS (SELECT 1 FROM consent_consentstate t
  JOIN consent_consententry e ON e.id = t.entry_id
  WHERE t.contact_point_id = c.id AND t.state = 'granted' AND t.purpose_id = ANY(%(purpose)s)
    AND (e.expires_at IS NULL OR e.expires_at > now()))
AND NOT EXISTS (SELECT 1 FROM consent_suppression x
  WHERE x.channel = c.channel AND x.address_hash = c.address_hash AND x.lifted_at IS NULL)"""),
    "points": Fact(_RANGE, """SELECT p.seq FROM customers_person p JOIN customers_nodeperson o ON o.person_id = p.id
JOIN loyalty_wallet w ON w.node_id = o.node_id AND w.kind = 'free_points' GROUP BY p.seq
HAVING """ + _between("sum(w.available)")),
}  # fmt: skip
_EVERYBODY = """SELECT p.seq FROM customers_profile f JOIN customers_person p ON p.id = f.person_id
JOIN customers_node n ON n.id = p.id AND n.erased_at IS NULL"""


def everybody() -> set[int]:
    """Give everybody whom the record knows today and who was not erased."""
    return {seq for (seq,) in bulk.rows(_EVERYBODY)}


def meeting(what: str, values: Mapping[str, str]) -> set[int]:
    """Give who meets a condition now. Raises BadParameter for one that is not known or that cannot be read."""
    if what not in FACTS:
        raise BadParameter("what", what, ", ".join(FACTS))
    fact = FACTS[what]
    if unknown := sorted(set(values) - set(fact.values)):
        raise BadParameter(unknown[0], values[unknown[0]], ", ".join(fact.values))
    said: dict[str, Any] = {name: _read(name, kind, values.get(name, "")) for name, kind in fact.values.items()}
    return {seq for (seq,) in bulk.rows(fact.sql, said)}


def _read(name: str, kind: str, text: str) -> Any:
    if kind == "words":
        found = [word for part in text.split(",") if (word := part.strip())]
        if not found:
            raise BadParameter(name, text, "at least one")
        return found
    if not text.strip():
        return 0
    if not (text.strip().isdecimal() and len(text.strip()) < 16):
        raise BadParameter(name, text, "a whole number")
    return int(text)
