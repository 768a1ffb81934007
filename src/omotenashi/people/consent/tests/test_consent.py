# SPDX-License-Identifier: Apache-2.0
"""Consent: the ledger decides, the state is its last word, and nobody rewrites what was said."""

from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import permutations
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omotenashi.base.outbox.models import Event
from omotenashi.base.tests.together import together
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent import queries
from omotenashi.people.consent.actions import ConsentRecord
from omotenashi.people.consent.models import ConsentEntry, ConsentState, Purpose
from omotenashi.people.customers.models import ContactPoint, Node
from omotenashi.people.customers.tests.hana import customer, register

NOW = datetime(2026, 1, 10, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail(db: None) -> UUID:
    """The node of a mail address."""
    register(customer("member_no=M1", "email=h@example.com"))
    return Node.objects.get(type="email").pk


def act(node_id: UUID, state: str, *, day: int = 0, key: str = "", purpose: str = "marketing") -> ConsentRecord:
    """Make one act, some days after NOW."""
    at = NOW + timedelta(days=day)
    return ConsentRecord(
        node_id=node_id,
        purpose=purpose,
        state=state,
        source="form",
        occurred_at=at,
        key=key or f"{state}{day}{purpose}",
    )


def state_of(purpose: str = "marketing") -> str | None:
    """Give what holds now."""
    return ConsentState.objects.filter(purpose=purpose).values_list("state", flat=True).first()


def test_the_last_act_holds(mail: UUID) -> None:
    assert consent.record([act(mail, "granted"), act(mail, "withdrawn", day=1)]) == 2
    assert state_of() == "withdrawn"


def test_an_older_act_that_comes_later_changes_nothing(mail: UUID) -> None:
    consent.record([act(mail, "withdrawn", day=5)])
    assert consent.record([act(mail, "granted", day=1)]) == 1
    assert (state_of(), ConsentEntry.objects.count()) == ("withdrawn", 2)
    assert Event.objects.filter(name="consent.ConsentChanged").count() == 1


def test_a_known_key_counts_once(mail: UUID) -> None:
    consent.record([act(mail, "granted", key="form-7")])
    assert consent.record([act(mail, "withdrawn", day=1, key="form-7")]) == 0
    assert state_of() == "granted"


def test_of_two_acts_of_one_moment_the_one_that_allows_less_holds(mail: UUID) -> None:
    for number, pair in enumerate(permutations(["granted", "denied"])):
        consent.record([act(mail, state, day=number, key=f"{number}{state}") for state in pair])
        assert state_of() == "denied"


def test_each_purpose_has_its_own_answer(mail: UUID) -> None:
    consent.record([act(mail, "granted"), act(mail, "denied", purpose="profiling")])
    assert (state_of(), state_of("profiling"), state_of("analytics")) == ("granted", "denied", None)


def test_an_act_on_what_cannot_be_written_to_is_left_out(mail: UUID) -> None:
    member = Node.objects.get(type="member_no").pk
    assert consent.record([act(member, "granted")]) == 0
    assert ConsentEntry.objects.count() == 0


def test_missing_means_no_except_for_the_order_itself(mail: UUID) -> None:
    point = ContactPoint.objects.get()
    found = {
        purpose.code: queries.allows(contact_point=point, purpose=purpose, now=NOW).allowed
        for purpose in Purpose.objects.all()
    }
    assert found == {"order": True} | dict.fromkeys(("marketing", "analytics", "profiling", "sharing"), False)


def test_a_suppressed_address_is_not_written_to_whatever_was_granted(mail: UUID) -> None:
    consent.record([act(mail, "granted"), act(mail, "granted", purpose="order")])
    point, marketing, order = (
        ContactPoint.objects.get(),
        Purpose.objects.get(code="marketing"),
        Purpose.objects.get(code="order"),
    )
    assert queries.allows(contact_point=point, purpose=marketing, now=NOW)
    for _ in range(2):
        consent.suppress(contact_point=point, reason="unsubscribed", now=NOW)
    assert not queries.allows(contact_point=point, purpose=marketing, now=NOW)
    assert queries.allows(contact_point=point, purpose=order, now=NOW)
    consent.suppress(contact_point=point, reason="hard_bounce", now=NOW, scope="all")
    assert not queries.allows(contact_point=point, purpose=order, now=NOW)


def test_a_merge_of_persons_changes_no_consent(mail: UUID) -> None:
    consent.record([act(mail, "granted")])
    before = list(ConsentState.objects.values())
    register(customer("phone=09012345678"), customer("member_no=M1", "phone=09012345678"))
    assert list(ConsentState.objects.values()) == before


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_ledger_cannot_be_changed(mail: UUID, change: str) -> None:
    consent.record([act(mail, "granted")])
    ConsentState.objects.all().delete()
    entries = ConsentEntry.objects.all()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        entries.update(state="denied") if change == "update" else entries.delete()
    assert ConsentEntry.objects.get().state == "granted"


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from(["granted", "denied", "withdrawn"]), st.integers(0, 4)), max_size=4),
        max_size=4,
    )
)
def test_the_state_is_the_fold_of_the_ledger(mail: UUID, calls: list[list[tuple[str, int]]]) -> None:
    """P8, recomputed from nothing: the last by moment; later calls win ties, and inside a call what allows less."""
    with transaction.atomic():
        for number, acts in enumerate(calls):
            consent.record([act(mail, state, day=day, key=f"{number}.{n}") for n, (state, day) in enumerate(acts)])
        rows = ConsentEntry.objects.values_list("occurred_at", "recorded_at", "state", "key")
        # Backwards by moment and by call; inside a call what allows less stands first, then the key decides.
        newest = max((row[:2] for row in rows), default=None)
        last = sorted((state == "granted", key, state) for at, recorded, state, key in rows if (at, recorded) == newest)
        assert state_of() == (last[0][2] if last else None)
        transaction.set_rollback(True)


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_of_two_acts_at_once_the_newer_holds() -> None:
    register(customer("email=h@example.com"))
    node = Node.objects.get().pk
    for number in range(5):
        states = ("granted", "withdrawn") if number % 2 else ("withdrawn", "granted")
        acts = [act(node, state, day=10 * number + n, key=f"{number}.{n}") for n, state in enumerate(states)]
        together([partial(consent.record, [each]) for each in acts])
        assert state_of() == states[-1]
