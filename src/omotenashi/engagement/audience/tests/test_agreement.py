# SPDX-License-Identifier: Apache-2.0
"""Three compilers, one meaning: the person at hand, PostgreSQL and the lake give the same members and the same turns."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.usage import queries as usage
from omotenashi.engagement.audience import queries, rules
from omotenashi.engagement.audience.models import Segment
from omotenashi.engagement.audience.queries import Group, Known, Rule, carried, facts, known_of_all, people, record
from omotenashi.engagement.audience.queries import lake as lake_queries
from omotenashi.engagement.audience.queries.meaning import AskFacts
from omotenashi.engagement.audience.rules import Verdict, asking, judging
from omotenashi.engagement.audience.tests import histories
from omotenashi.engagement.audience.tests.histories import History
from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures.conditions import CONDITIONS
from omotenashi.people.consent.models import Purpose
from omotenashi.people.customers.actions import links
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.people.customers.actions.registrations import CustomerRecord, Identifier
from omotenashi.people.customers.models import Person, Profile
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations import actions as places
from omotenashi.places.locations import queries as locations

pytestmark = pytest.mark.django_db
type Members = dict[int, bool]


@pytest.fixture(params=["Asia/Tokyo", "America/New_York"])
def nodes(request: pytest.FixtureRequest) -> list[UUID]:
    """Five people, two of whom can be written to, in a zone; New York turns its clocks on the day of the histories."""
    places.set_up_retailer(name="花店", zone=request.param)
    places.register_channels(["EC", "STORE"])
    products = [
        catalogue.ProductRecord(code="A", sku="A", name="A", category="flowers", brand="HANA"),
        catalogue.ProductRecord(code="B", sku="B", name="B"),
    ]
    catalogue.register(products)
    places.register_locations([places.LocationRecord(code=code, name=code, prefecture=where, postal_code=postal)
                               for code, where, postal in histories.SHOPS])  # fmt: skip
    for key in histories.STAFF:
        Staff.objects.create(pk=key, email=f"{key.int}@shop.example", name="S")
    Segment.objects.create(pk=histories.SEGMENT, key="s", name="S", made_at=histories.NOON)
    for code in ("news", "mail_ads"):
        Purpose.objects.get_or_create(code=code, defaults={"kind": "marketing", "name": code})
    found = []
    for n in range(histories.PEOPLE):
        identifiers = [Identifier("member_no", f"M{n}")] + [Identifier("email", f"m{n}@example.com")] * (n < 2)
        record = CustomerRecord(identifiers=tuple(identifiers), fields={"name": f"C{n}"}, observed_at=histories.NOON)
        [outcome] = customers.register([record], source="test", now=histories.NOON)
        assert outcome.person_id is not None
        found.append(outcome.person_id)
    # Written in full width, meant the same.
    Profile.objects.filter(person_id=found[0]).update(prefecture="東京都")
    Profile.objects.filter(person_id=found[1]).update(prefecture="大阪府", rank="ＧＯＬＤ", gender="female")
    Profile.objects.filter(person_id=found[2]).update(prefecture="ＡＢＣ", rank="ｺﾞｰﾙﾄﾞ", gender="male")
    return found


def at_hand(rule: Rule, *, now: datetime) -> dict[int, Verdict]:
    """Judge everybody one by one."""
    moment = queries.moment_of(now)
    everybody = list(Person.objects.values_list("id", flat=True))
    facts = queries.facts_of(everybody, causes=rules.causes_of(rule), moment=moment)
    read = rules.readings(rule.of, day=moment.day)
    return {one.seq: rules.judge(rule.of, one, moment=moment, read=read) for one in facts.values()}


def by_database(rule: Rule, *, now: datetime) -> queries.Sifted:
    """Ask PostgreSQL alone."""
    return queries.put_together(rule, Known(queries.moment_of(now), 0, {}, None))


def by_lake(rule: Rule, tables: Tables, asker: AskFacts, *, now: datetime) -> queries.Sifted:
    """Ask the lake, and of what is known now the tables taken at this moment: all of it by Ibis."""
    moment = queries.moment_of(now)
    said = {
        (one.what, tuple(sorted(one.values.items()))): lake_queries.answer(
            tables, asking.read(one, day=moment.day), moment
        )
        for one in rules.conditions(rule.of)
        if one.what in asking.RECORD
    }
    return queries.put_together(rule, Known(moment, 1, said, None), ask_facts=asker)


def agree(rule: Rule, tables: Tables, asker: AskFacts, *, now: datetime) -> dict[int, bool]:
    """Ask all three; they say the same; give it."""
    found = at_hand(rule, now=now)
    members = {seq for seq, verdict in found.items() if verdict.holds}
    turns = {seq: verdict.turns_at for seq, verdict in found.items() if verdict.turns_at}
    for other in (by_database(rule, now=now), by_lake(rule, tables, asker, now=now)):
        assert other.persons == members
        assert {seq: turn for seq, turn in other.turns.items() if seq in found} == turns
    return {seq: verdict.holds for seq, verdict in found.items()}


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    history=histories.HISTORIES, late=histories.HISTORIES, each=histories.OF_EVERY_KIND, tree=histories.RULES,
    now=histories.INSTANTS, merged=st.booleans(),
)  # fmt: skip
def test_three_compilers_agree_at_every_instant(nodes, history, late, each, tree, now, merged) -> None:  # type: ignore[no-untyped-def]  # given by hypothesis
    with transaction.atomic():
        histories.write(history, nodes, now=now)
        if merged:
            asked = {"by": "test", "reason": "one human", "now": now, "cause_kind": "staff", "cause_id": "1"}
            links.link(nodes[0], nodes[1], **asked)
            links.link(nodes[2], nodes[3], **asked)
        # What comes late, of a day long past, counts as if it had come in time.
        histories.write(
            History(touches=late.touches, answers=late.answers, notes=late.notes), nodes, now=now, prefix="late"
        )
        moment = queries.moment_of(now)
        tables, asker = histories.lake(str(moment.zone)), known_of_all.asker(people.taken())
        for rule in (*(Rule(Group("all", (one,))) for one in each), tree):
            before = agree(rule, tables, asker, now=now)
            nothing_turns_unnoticed(rule, before, now=now)
        transaction.set_rollback(True)


def nothing_turns_unnoticed(rule: Rule, before: Members, *, now: datetime) -> None:
    """Until somebody's turn, and until the end of what is set down, the verdict stays."""
    turns = {seq: verdict.turns_at for seq, verdict in at_hand(rule, now=now).items()}
    end = queries.moment_of(now).end
    just = timedelta(microseconds=1)
    for instant in {*filter(None, turns.values()), end}:
        then = at_hand(rule, now=instant - just)
        still = {seq: holds for seq, holds in before.items() if (turns[seq] or end) >= instant}
        assert {seq: then[seq].holds for seq in still} == still


def test_the_lake_and_the_question_that_fills_it_know_the_same_names() -> None:
    names = ("Product Viewed", "orders.OrderPlaced", "Purchase Reason Given", usage.NAME, "scenario:VIP", "Hello")
    assert [rules.causes_said(name) for name in names] == [
        {"touches"},
        {"orders"},
        {"answers"},
        {"usage"},
        {"notes"},
        frozenset(),
    ]
    assert asking.FARTHEST_KM == locations.REACH_KM


def test_every_kind_of_condition_has_three_compilers_and_a_generator() -> None:
    of_record, known_now = set(asking.RECORD), set(asking.FACTS)
    assert (set(judging._HOLDS), set(histories._KINDS)) == (of_record | known_now, of_record | known_now)
    assert (set(record._ASK), {*CONDITIONS, *lake_queries._MEETING}) == (of_record, of_record)
    assert ({*facts._SQL, *carried.QUESTIONS}, set(known_of_all._MEETING)) == (known_now, known_now)
