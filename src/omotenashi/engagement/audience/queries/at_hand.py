# SPDX-License-Identifier: Apache-2.0
"""What is known of some persons, read in sets: one question a kind of fact, however many persons and segments."""

from collections import defaultdict
from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.engagement.audience.queries import carried, facts, record
from omotenashi.engagement.audience.rules.asking import Cause
from omotenashi.engagement.audience.rules.facts import Answer, Bought, Contact, Facts, Note, Shop, Touch, Used
from omotenashi.engagement.audience.rules.moments import Moment
from omotenashi.places.locations import queries as locations


def facts_of(persons: Collection[UUID], *, causes: Collection[Cause], moment: Moment) -> dict[UUID, Facts]:
    """Give what is known of these persons, as far as the causes need; who is none any more, or was erased, is left out."""
    asked = sorted(set(persons))
    found: dict[UUID, Facts] = {}
    shops = shops_known() if "profile" in causes else ()
    for key, seq, prefecture, gender, rank, born, code in bulk.rows(_PERSONS, [asked]):
        words = {"prefecture": prefecture, "gender": gender, "member_rank": rank, "postal_code": code}
        found[key] = Facts(seq=seq, words=words, born=born, shops=shops)
    if "profile" in causes:
        reach = locations.reach_of([code for one in found.values() if (code := one.words["postal_code"])])
        for one in found.values():
            one.reach = reach.get(one.words["postal_code"], {})
    by_seq = {one.seq: one for one in found.values()}
    for cause in sorted(set(causes) & _READ.keys()):
        _READ[cause](by_seq, sorted(found), str(moment.zone))
    return found


def shops_known() -> list[Shop]:
    """Give where every shop is, closed ones too: who lived near one does so still."""
    return [Shop(*row) for row in bulk.rows(SHOPS)]


type BySeq = dict[int, Facts]


def _purchases(by_seq: BySeq, persons: list[UUID], zone: str) -> None:
    said = {"persons": persons}
    things: dict[int, set[tuple[str, str | None, str | None]]] = defaultdict(set)
    for order, *thing in bulk.rows(record.goods(zone=zone, among=persons), said):
        things[order].add(tuple(thing))
    for person, order, _node, *rest in bulk.rows(record.purchases(zone=zone, among=persons), said):
        if one := by_seq.get(person):
            day, at, channel, location, medium, amount, counts, staff = rest
            held = frozenset(things.get(order, ()))
            one.bought.append(Bought(order, day, at, channel, location, medium, amount, counts, staff, held))


def _touches(by_seq: BySeq, persons: list[UUID], zone: str) -> None:
    question = f"SELECT t.person, t.at, t.day, t.act, t.channel, t.location, t.product FROM ({record.touches(zone=zone, among=persons)}) t"
    for person, *said in bulk.rows(question, {"persons": persons}):
        if one := by_seq.get(person):
            one.touches.append(Touch(*said))


def _answers(by_seq: BySeq, persons: list[UUID], zone: str) -> None:
    question = f"SELECT a.person, a.entry, a.at, a.day, a.number, a.origin, a.reason FROM ({record.answers(zone=zone, among=persons)}) a"
    for person, entry, at, day, number, origin, reason in bulk.rows(question, {"persons": persons}):
        if one := by_seq.get(person):
            one.answers.append(Answer(entry, at, day, (number, origin or ""), reason))


def _notes(by_seq: BySeq, persons: list[UUID], zone: str) -> None:
    question = f"SELECT n.person, n.day, n.name FROM ({record.notes(zone=zone, among=persons)}) n"
    for person, *said in bulk.rows(question, {"persons": persons}):
        if one := by_seq.get(person):
            one.notes.append(Note(*said))


def _contacts(by_seq: BySeq, persons: list[UUID], _zone: str) -> None:
    points: dict[UUID, tuple[int, str, bool, dict[str, Any]]] = {}
    for seq, point, channel, stopped, purpose, expires_at in bulk.rows(_CONTACTS, {"persons": persons}):
        grants = points.setdefault(point, (seq, channel, stopped, {}))[3]
        if purpose:
            grants[purpose] = expires_at
    for seq, channel, stopped, grants in points.values():
        if one := by_seq.get(seq):
            one.contacts.append(Contact(channel, grants, stopped))


def _numbers(question: str, *names: str) -> Callable[[BySeq, list[UUID], str], None]:
    """Read numbers (and words, which are told apart by what they are) of persons under these names."""

    def read(by_seq: BySeq, persons: list[UUID], _zone: str) -> None:
        for seq, *values in bulk.rows(question, {"persons": persons}):
            if one := by_seq.get(seq):
                said = dict(zip(names, values, strict=True))
                one.words = {**one.words, **{name: said[name] for name in said if isinstance(said[name], str)}}
                one.numbers = {**one.numbers, **{name: said[name] for name in said if not isinstance(said[name], str)}}

    return read


def _tags(by_seq: BySeq, persons: list[UUID], _zone: str) -> None:
    for seq, tags in bulk.rows(_TAGS, {"persons": persons}):
        if one := by_seq.get(seq):
            one.tags = frozenset(tags)


def _tastes(by_seq: BySeq, persons: list[UUID], _zone: str) -> None:
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for seq, axis, value in bulk.rows(carried.TASTES.format(among=carried.AMONG), {"persons": persons}):
        found[seq].add((axis, value))
    for seq in found.keys() & by_seq.keys():
        by_seq[seq].tastes = frozenset(found[seq])


def _used(by_seq: BySeq, persons: list[UUID], _zone: str) -> None:
    for seq, *said in bulk.rows(carried.USED.format(among=carried.AMONG), {"persons": persons}):
        if one := by_seq.get(seq):
            one.used.append(Used(*said))


def _segments(by_seq: BySeq, persons: list[UUID], _zone: str) -> None:
    for seq, segments in bulk.rows(_SEGMENTS, {"persons": persons}):
        if one := by_seq.get(seq):
            one.segments = frozenset(segments)


_PERSONS = f"""
SELECT p.id, p.seq, f.prefecture, f.gender, f.rank, f.birth_date, {facts.code_of("f")} FROM customers_person p
JOIN customers_profile f ON f.person_id = p.id JOIN customers_node n ON n.id = p.id AND n.erased_at IS NULL
WHERE p.id = ANY(%s)
"""
SHOPS = f"SELECT l.code, {facts.code_of('l')}, normalize(l.prefecture, NFKC) FROM locations_location l"
_CONTACTS = f"""
SELECT p.seq, c.id, c.channel, {facts.STOPPED}, t.purpose_id, e.expires_at FROM customers_contactpoint c
JOIN customers_nodeperson o ON o.node_id = c.node_id JOIN customers_person p ON p.id = o.person_id
LEFT JOIN consent_consentstate t ON {facts.GRANTED} LEFT JOIN consent_consententry e ON e.id = t.entry_id
WHERE p.id = ANY(%(persons)s)
"""
_POINTS = """
SELECT p.seq, sum(w.available)::bigint FROM customers_person p JOIN customers_nodeperson o ON o.person_id = p.id
JOIN loyalty_wallet w ON w.node_id = o.node_id AND w.kind = 'free_points' WHERE p.id = ANY(%(persons)s) GROUP BY p.seq
"""
_SCORES = """
SELECT p.seq, s.rank, s.sales, s.orders, m.value, m.p_alive * 100 FROM customers_person p
LEFT JOIN insight_score s ON s.person_id = p.id LEFT JOIN insight_prediction m ON m.person_id = p.id
WHERE p.id = ANY(%(persons)s)
"""
_SEGMENTS = """
SELECT p.seq, array_agg(m.segment_id::text) FROM customers_person p
JOIN audience_membership m ON m.person_id = p.id AND m.left_at IS NULL WHERE p.id = ANY(%(persons)s) GROUP BY p.seq
"""
_TAGS = f"SELECT t.seq, array_agg(DISTINCT t.tag) FROM ({carried.TAGS.format(among=carried.AMONG)}) t GROUP BY t.seq"
_READ: dict[Cause, Callable[[BySeq, list[UUID], str], None]] = {
    "orders": _purchases,
    "touches": _touches,
    "answers": _answers,
    "notes": _notes,
    "contact": _contacts,
    "points": _numbers(_POINTS, "points"),
    "tier": _numbers(carried.TIERS.format(among=carried.AMONG), "tier"),
    "scores": _numbers(_SCORES, "rank", "ltv", "orders", "value", "alive"),
    "segments": _segments,
    "tags": _tags,
    "tastes": _tastes,
    "usage": _used,
}
