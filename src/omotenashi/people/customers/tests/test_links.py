# SPDX-License-Identifier: Apache-2.0
"""Who is linked, taken apart and kept apart; and that an unmerge leaves nothing behind."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from omotenashi.base.outbox.models import Event
from omotenashi.people.customers import queries
from omotenashi.people.customers.actions import links
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.people.customers.actions.links import LinkRefused
from omotenashi.people.customers.models import Demotion, Edge, FieldValue, MergeLog, Node, NoLink, Person, Profile
from omotenashi.people.customers.tests.hana import NOW, customer, persons, register, tables_agree
from omotenashi.people.customers.tests.traces import link, node, seen, tables, unmerge

pytestmark = pytest.mark.django_db

HANA = ("member_no=M1", "email=h@example.com")
KEN = ("member_no=M2", "phone=09012345678")
BOTH = {"member_no=M1", "email=h@example.com", "member_no=M2", "phone=+819012345678"}


@pytest.fixture(autouse=True)
def _agree() -> Iterator[None]:
    """After every test the persons are those of the edges (P5)."""
    yield
    assert tables_agree()


def _two() -> None:
    register(customer(*HANA, name="花子", city="港区"), customer(*KEN, name="健"))


def test_staff_link_two_persons_and_the_older_stays() -> None:
    _two()
    linked = link("email=h@example.com", "phone=09012345678")
    assert persons() == [BOTH]
    assert linked.person_id == node("member_no=M1")
    log = MergeLog.objects.get()
    assert (log.pk, log.kind, log.actor, log.reason) == (linked.log_id, "merge", "tencho", "asked her")
    assert Person.objects.values_list("node_count", "merge_count").get() == (4, 1)


def test_linking_what_is_one_already_is_a_further_reason_and_no_merge() -> None:
    _two()
    link(*HANA)
    assert len(persons()) == 2
    assert MergeLog.objects.count() == 0
    assert sorted(Edge.objects.values_list("rule", flat=True)) == [
        "link:staff", "together:member_no+email", "together:member_no+phone",
    ]  # fmt: skip


def test_a_merge_and_its_undoing_leave_every_table_as_it_was() -> None:
    _two()
    before = tables()
    linked = link("email=h@example.com", "phone=09012345678")
    assert linked.log_id is not None
    links.undo(linked.log_id, by="tencho", reason="two people", now=NOW + timedelta(days=1))
    assert tables() == before


def test_the_later_of_two_merges_is_undone_and_the_earlier_stands() -> None:
    register(customer("member_no=M1"), customer("email=h@example.com"), customer("phone=09012345678"))
    link("member_no=M1", "email=h@example.com")
    before = tables()
    unmerge(link("email=h@example.com", "phone=09012345678").log_id)
    assert tables() == before
    assert sorted(Person.objects.values_list("node_count", "merge_count")) == [(1, 0), (2, 1)]


def test_an_undone_unmerge_leaves_every_table_as_it_was() -> None:
    _two()
    linked = link("email=h@example.com", "phone=09012345678")
    before = tables()
    [log] = unmerge(linked.log_id).log_ids
    links.undo(log, by="tencho", reason="one after all", now=NOW)
    assert tables() == before
    assert NoLink.objects.filter(lifted_at=None).count() == 0


def test_what_was_taken_apart_does_not_come_together_by_itself() -> None:
    _two()
    unmerge(link("email=h@example.com", "phone=09012345678").log_id)
    seen("email=h@example.com", "phone=09012345678")
    seen("member_no=M1", "phone=09012345678")
    assert len(persons()) == 2
    with pytest.raises(LinkRefused, match="no_link"):
        link(*("member_no=M1", "member_no=M2"))


def test_what_was_refused_while_two_were_one_is_granted_when_they_are_two_again() -> None:
    register(customer("user_id=1", *HANA), customer(*KEN))
    linked = link("email=h@example.com", "phone=09012345678")
    register(customer("user_id=2", "phone=09012345678"))
    assert persons()[-1] == {"user_id=2"}
    unmerge(linked.log_id)
    assert persons()[-1] == {"member_no=M2", "phone=+819012345678", "user_id=2"}
    assert Demotion.objects.count() == 0


def test_what_came_after_a_merge_goes_where_its_oldest_tie_takes_it() -> None:
    _two()
    linked = link("email=h@example.com", "phone=09012345678")
    seen("member_no=M2", "line_user_id=U1")
    seen("member_no=M1", "line_user_id=U1")
    unmerge(linked.log_id)
    assert persons() == [set(_e164(HANA)), set(_e164((*KEN, "line_user_id=U1")))]


def test_one_key_can_be_taken_out_of_a_person() -> None:
    register(customer("member_no=M1", "email=h@example.com", "phone=09012345678"))
    unmerge(None, "phone=09012345678")
    assert persons() == [{"email=h@example.com", "member_no=M1"}, {"phone=+819012345678"}]


def test_a_key_that_held_two_together_leaves_three() -> None:
    register(customer(HANA[0], "phone=09012345678"), customer(KEN[0], "phone=09012345678"))
    unmerge(None, "phone=09012345678")
    assert persons() == [{"member_no=M1"}, {"member_no=M2"}, {"phone=+819012345678"}]


def test_a_receipt_that_was_claimed_is_nobodys_again() -> None:
    _two()
    receipt = customers.receipt_nodes(["R-1"], now=NOW)["R-1"]
    before = tables()
    linked = links.link(
        node(HANA[0]), receipt, by="portal", reason="claim", cause_kind="claim", cause_id="R-1", now=NOW
    )
    assert queries.person_of(receipt) == node(HANA[0])
    unmerge(linked.log_id)
    assert queries.person_of(receipt) is None
    assert tables() == before


def test_an_old_receipt_gives_the_person_its_id_and_the_old_id_leads_there() -> None:
    receipt = customers.receipt_nodes(["R-1"], now=NOW)["R-1"]
    _two()
    links.link(node(HANA[0]), receipt, by="portal", reason="claim", cause_kind="claim", cause_id="R-1", now=NOW)
    assert queries.current_person(node(HANA[0])) == receipt
    assert Profile.objects.get(person_id=receipt).name == "花子"


def test_kept_apart_is_kept_apart_until_it_is_lifted() -> None:
    _two()
    links.keep_apart(node(HANA[0]), node(KEN[1]), by="tencho", reason="father and son", now=NOW)
    seen("email=h@example.com", "phone=09012345678")
    assert len(persons()) == 2
    assert Demotion.objects.get().reason == "no_link"
    assert links.lift(node(HANA[0]), node(KEN[1]), by="tencho", reason="mistake", now=NOW)
    assert persons() == [BOTH]
    assert not links.lift(node(HANA[0]), node(KEN[1]), by="tencho", reason="mistake", now=NOW)


def test_one_person_cannot_be_kept_apart_from_itself() -> None:
    _two()
    with pytest.raises(LinkRefused, match="together"):
        links.keep_apart(node(HANA[0]), node(HANA[1]), by="tencho", reason="", now=NOW)
    with pytest.raises(LinkRefused, match="apart"):
        unmerge(None, *HANA)
    assert NoLink.objects.count() == 0


def test_only_staff_go_over_a_limit() -> None:
    register(customer("user_id=1", HANA[1]), customer("user_id=2", KEN[1]))
    with pytest.raises(LinkRefused, match="limit:user_id"):
        link(HANA[1], KEN[1], cause_kind="suggestion")
    assert (len(persons()), Demotion.objects.count(), MergeLog.objects.count()) == (2, 0, 0)
    link(HANA[1], KEN[1])
    assert len(persons()) == 1


def test_an_unmerge_is_told_with_the_persons_that_came_out() -> None:
    _two()
    linked = link("email=h@example.com", "phone=09012345678")
    parts = unmerge(linked.log_id)
    assert parts.persons == (node("member_no=M1"), node("member_no=M2"))
    told = Event.objects.get(name="customers.CustomersUnmerged").payload
    assert told["person_id"] == str(node("member_no=M1"))
    assert sorted(told["person_ids"]) == sorted(map(str, parts.persons))


def test_what_an_import_said_is_taken_back_and_what_others_say_too_stays() -> None:
    register(customer(HANA[0], HANA[1], name="花子"))
    before = tables()
    later = NOW + timedelta(days=1)
    records = [customer(*HANA, at=later, name="ハナ", city="港区"), customer(HANA[1], KEN[1]), customer("member_no=M9")]
    customers.register(records, source="import", now=later, cause_id="run-1")
    assert persons() == [{*HANA, "phone=+819012345678"}, {"member_no=M9"}]
    links.retract_cause("import", "run-1", by="hq", now=later)
    after = tables()
    changed = {"node", "value", "contact"}
    assert {name: rows for name, rows in after.items() if name not in changed} == {
        name: rows for name, rows in before.items() if name not in changed
    }
    assert persons() == [set(HANA)]
    assert Node.objects.filter(causes=[]).count() == 2
    assert FieldValue.objects.filter(retracted_at=None).values_list("value", flat=True).get() == "花子"
    customers.register(records, source="import", now=later, cause_id="run-2")
    assert persons() == [{*HANA, "phone=+819012345678"}, {"member_no=M9"}]


def _e164(keys: tuple[str, ...]) -> list[str]:
    return [key.replace("phone=0", "phone=+81") for key in keys]
