# SPDX-License-Identifier: Apache-2.0
"""Verdicts with what decided, words that never change, suppressions that survive everything, minors, expiry."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from omotenashi.base.outbox import actions as outbox
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent import queries
from omotenashi.people.consent.actions import NoOwnAct, Proof
from omotenashi.people.consent.models import ConsentEntry, Suppression, WordingVersion
from omotenashi.people.consent.rules import verdicts as rules
from omotenashi.people.consent.rules.ledger import may_be_dropped
from omotenashi.people.customers.actions import erasures
from omotenashi.people.customers.actions.links import link, unmerge
from omotenashi.people.customers.models import ContactPoint, Node, NodePerson
from omotenashi.people.customers.tests.hana import customer, register

NOW = datetime(2026, 1, 10, tzinfo=UTC)
DAY = timedelta(days=1)
OWN = Proof(form="preferences", ip="203.0.113.1", own_act=True)


@pytest.fixture
def point(db: None) -> ContactPoint:
    """Hana's mail address."""
    register(customer("member_no=M1", "email=h@example.com"))
    return ContactPoint.objects.select_related("node").get(node__type="email")


def verdict(point: ContactPoint, *, at: datetime = NOW) -> str:
    """Give why advertising is or is not allowed."""
    return queries.allows(contact_point=point, purpose="marketing", now=at).reason


def give(point: ContactPoint, *, at: datetime = NOW, proof: Proof = OWN) -> None:
    """Say yes to advertising."""
    consent.give(contact_point=point, purpose="marketing", source="page", now=at, proof=proof)


def test_a_verdict_names_the_row_that_decided(point: ContactPoint) -> None:
    assert verdict(point) == "missing"
    give(point)
    entry = ConsentEntry.objects.get()
    assert queries.allows(contact_point=point, purpose="marketing", now=NOW) == rules.Verdict(True, "granted", entry.pk)
    consent.suppress(contact_point=point, reason="complaint", now=NOW)
    stop = Suppression.objects.get()
    found = queries.allows(contact_point=point, purpose="marketing", now=NOW)
    assert found == rules.Verdict(False, "suppressed", entry.pk, stop.pk)


def test_the_proof_names_words_source_and_place(point: ContactPoint) -> None:
    words = queries.wordings(now=NOW)["marketing"]
    consent.give(
        contact_point=point, purpose="marketing", source="page", now=NOW, proof=OWN, wording=words, actor="customer"
    )
    [entry] = queries.history_of([point.node_id])
    assert (entry.wording_id, entry.source, entry.actor) == (words.pk, "page", "customer")
    assert entry.proof == {"form": "preferences", "ip": "203.0.113.1", "own_act": True}


def test_words_are_never_changed_only_followed(db: None) -> None:
    first = queries.wordings(now=NOW)["marketing"]
    same = consent.word(purpose="marketing", text_ja=first.text_ja, text_en=first.text_en, now=NOW)
    second = consent.word(purpose="marketing", text_ja="新しい文", text_en="New words", now=NOW + DAY)
    assert (same.pk, second.version) == (first.pk, first.version + 1)
    assert queries.wordings(now=NOW)["marketing"] == first
    assert queries.wordings(now=NOW + DAY)["marketing"] == second
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        WordingVersion.objects.update(text_ja="")


def test_an_imported_yes_lifts_no_suppression_and_an_own_act_does(point: ContactPoint) -> None:
    give(point)
    consent.stop_everything(contact_point=point, source="page", now=NOW + DAY, proof=OWN)
    for state, key in (("granted", "old"), ("granted", "new")):
        at = NOW if key == "old" else NOW + 9 * DAY
        said = consent.ConsentRecord(
            node_id=point.node_id, purpose="marketing", state=state, source="import", occurred_at=at, key=key
        )
        consent.record([said])
        assert verdict(point, at=NOW + 10 * DAY) == "suppressed"
    give(point, at=NOW + 11 * DAY, proof=Proof(form="call centre"))
    assert verdict(point, at=NOW + 11 * DAY) == "suppressed"
    give(point, at=NOW + 12 * DAY)
    assert verdict(point, at=NOW + 12 * DAY) == "granted"


def test_a_suppression_survives_merge_unmerge_erasure_and_reimport(point: ContactPoint) -> None:
    give(point)
    consent.suppress(contact_point=point, reason="unsubscribed", now=NOW)
    register(customer("member_no=M2", "phone=09012345678"))
    other = Node.objects.get(type="member_no", value="M2")
    member = Node.objects.get(type="member_no", value="M1")
    done = link(member.pk, other.pk, by="CS", reason="same", cause_kind="staff", cause_id="1", now=NOW)
    assert verdict(point) == "suppressed"
    assert done.log_id is not None
    unmerge(log_id=done.log_id, by="CS", reason="not the same", now=NOW)
    assert verdict(point) == "suppressed"
    erasures.erase(NodePerson.objects.get(node=member).person_id, by="CS", now=NOW)
    outbox.deliver(now=datetime(2100, 1, 1, tzinfo=UTC))
    register(customer("member_no=M1", "email=h@example.com"))
    again = ContactPoint.objects.get(node__value="h@example.com")
    assert (again.pk != point.pk, verdict(again)) == (True, "suppressed")


def test_a_suppression_is_lifted_with_a_reason_only_and_its_story_stays(point: ContactPoint) -> None:
    consent.suppress(contact_point=point, reason="manual", now=NOW, by="CS")
    stop = Suppression.objects.get()
    with pytest.raises(NoOwnAct):
        consent.lift(suppression_id=stop.pk, by="CS", reason=" ", now=NOW)
    assert consent.lift(suppression_id=stop.pk, by="CS", reason="asked at the till", now=NOW + DAY)
    assert not consent.lift(suppression_id=stop.pk, by="CS", reason="again", now=NOW + DAY)
    stop.refresh_from_db()
    assert (stop.lifted_by, stop.lift_reason) == ("CS", "asked at the till")


def test_an_own_act_does_not_lift_what_the_law_stopped(point: ContactPoint) -> None:
    consent.suppress(contact_point=point, reason="legal", now=NOW)
    give(point)
    assert verdict(point) == "suppressed"


def test_under_sixteen_needs_a_guardian(point: ContactPoint) -> None:
    register(customer("member_no=M1", birth_date="2011-01-10"))
    give(point)
    assert verdict(point) == "minor"
    assert queries.allows(contact_point=point, purpose="order", now=NOW).allowed
    give(point, at=NOW + DAY, proof=Proof(form="paper", guardian="mother"))
    assert verdict(point, at=NOW + DAY) == "granted"


def test_the_birthday_ends_the_guard() -> None:
    born = date(2010, 1, 10)
    assert [rules.is_guarded(born, day=date(2026, 1, day)) for day in (9, 10)] == [True, False]
    assert (rules.age_on(date(2008, 2, 29), day=date(2024, 2, 28)), rules.is_guarded(None, day=born)) == (15, False)


def test_a_yes_may_end(point: ContactPoint) -> None:
    said = consent.ConsentRecord(
        node_id=point.node_id,
        purpose="marketing",
        state="granted",
        source="form",
        occurred_at=NOW,
        key="k",
        expires_at=NOW + DAY,
    )
    consent.record([said])
    assert (verdict(point), verdict(point, at=NOW + DAY)) == ("granted", "expired")


def test_many_addresses_are_asked_in_as_many_reads_as_one(point: ContactPoint) -> None:
    register(customer("member_no=M2", "email=k@example.com"), customer("member_no=M3", "email=t@example.com"))
    points = list(ContactPoint.objects.all())
    seen = []
    for some in (points[:1], points):
        before = len(connection.queries_log)
        connection.force_debug_cursor = True
        found = queries.verdicts(some, purpose="marketing", now=NOW)
        connection.force_debug_cursor = False
        seen.append((len(found), len(connection.queries_log) - before))
    assert [number for number, _reads in seen] == [1, 3]
    assert seen[0][1] == seen[1][1]


@given(
    kind=st.sampled_from(["transactional", "marketing", "profiling", "sharing", "analytics"]),
    state=st.sampled_from(["granted", "denied", "withdrawn", None]),
    scopes=st.lists(st.sampled_from(["marketing", "all"]), max_size=2),
    born=st.dates(date(1950, 1, 1), date(2025, 1, 1)) | st.none(),
)
def test_advertising_needs_a_yes_and_no_stop(
    kind: str, state: str | None, scopes: list[str], born: date | None
) -> None:
    said = None if state is None else rules.Said(entry_id=_ID, state=state)
    stops = [rules.Stop(suppression_id=_ID, scope=scope) for scope in scopes]
    found = rules.decide(kind=kind, said=said, stops=stops, born=born, now=NOW, day=NOW.date())
    if found.allowed and kind != "transactional":
        assert (state, scopes) == ("granted", [])
    if "all" in scopes:
        assert not found.allowed


def test_proofs_are_kept_for_three_years() -> None:
    assert not may_be_dropped(last_used_at=NOW, now=NOW.replace(year=2029))
    assert may_be_dropped(last_used_at=NOW, now=NOW.replace(year=2029) + 4 * DAY)


_ID = Suppression().pk
