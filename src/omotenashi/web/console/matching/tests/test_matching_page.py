# SPDX-License-Identifier: Apache-2.0
"""名寄せ in the office: who may, what is shown, decisions by post, and the way back."""

import re
from uuid import UUID

import pytest
from django.test import Client

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.models import BlockedValue, LinkRun, LinkSuggestion, Node, Person
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.matching import page
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
PAGE = "/console/matching/"


@pytest.fixture
def people() -> tuple[UUID, UUID]:
    _node, one = shop.person(1, name="髙橋 花子", phone="09012345678")
    _node, other = shop.person(2, name="高橋 花子", phone="09012345687")
    return one, other


def proposed(people: tuple[UUID, UUID], probability: float = 0.995) -> LinkSuggestion:
    a, b = sorted(people)
    evidence = [{"field": "given_kana", "left": "ハナコ", "right": "ハナコ", "level": "same", "weight": 9.0}]
    return LinkSuggestion.objects.create(
        id=new_id(), a_id=a, b_id=b, probability=probability, weight=7.6, evidence=evidence, evidence_hash="x",
        proposed_at=clock.now(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("role", "status"),
    [("headquarters", 200), ("manager", 200), ("support", 200), ("clerk", 403), ("developer", 403)],
)
def test_the_queue_is_for_those_who_may_join(role: str, status: int) -> None:
    assert shop.signed_in(role).get(PAGE).status_code == status


def test_an_empty_queue_offers_a_search_and_asks_only_once() -> None:
    client = shop.signed_in()
    assert "No pair waits for you" in client.get(PAGE).content.decode()
    for _turn in range(2):
        assert client.post(f"{PAGE}runs/").status_code == 302
    assert LinkRun.objects.count() == 1
    assert client.post(f"{PAGE}runs/{LinkRun.objects.get().pk}/end/").status_code == 302
    assert LinkRun.objects.filter(cancelled_at=None).count() == 0


def test_a_pair_is_joined_and_taken_back(people: tuple[UUID, UUID]) -> None:
    client, pair = shop.signed_in(), proposed(people)
    shown = client.get(PAGE).content.decode()
    assert ("<mark>髙</mark>" in shown, "<mark>高</mark>" in shown) == (True, True)
    decide(client, pair, "join")
    assert customers.person_of(people[0]) == customers.person_of(people[1])
    client.post(f"{PAGE}{pair.pk}/undo/")
    assert customers.person_of(people[0]) != customers.person_of(people[1])
    assert customers.open_suggestions() == 1


def test_a_pair_is_kept_apart_or_put_off(people: tuple[UUID, UUID]) -> None:
    client, pair = shop.signed_in(), proposed(people)
    decide(client, pair, "later")
    assert LinkSuggestion.objects.get().later_at is not None
    decide(client, pair, "apart")
    assert LinkSuggestion.objects.get().state == "rejected"


def test_many_are_accepted_and_taken_back_as_one(people: tuple[UUID, UUID]) -> None:
    client = shop.signed_in()
    proposed(people)
    client.post(f"{PAGE}batches/", {"least": "0.5"})
    assert customers.open_suggestions() == 1
    client.post(f"{PAGE}batches/", {"least": "0.99"})
    batch = LinkSuggestion.objects.get(state="accepted").batch_id
    client.post(f"{PAGE}batches/{batch}/undo/")
    assert customers.open_suggestions() == 1


def test_the_queue_is_filtered_and_leaves_as_a_file(people: tuple[UUID, UUID]) -> None:
    client = shop.signed_in()
    proposed(people, 0.93)
    assert "No pair fits" in client.get(PAGE, {"least": "0.99"}).content.decode()
    assert "No pair fits" not in client.get(PAGE, {"q": "花子"}).content.decode()
    assert client.get(f"{PAGE}export/").content.decode("utf-8-sig").splitlines()[1].endswith(",0.9300")


def test_a_clerk_changes_nothing(people: tuple[UUID, UUID]) -> None:
    client, pair = shop.signed_in("clerk"), proposed(people)
    assert client.post(f"{PAGE}{pair.pk}/decision/", {"decision": "join"}).status_code == 403
    assert client.post(f"{PAGE}batches/", {"least": "0.9"}).status_code == 403
    assert customers.open_suggestions() == 1


def test_texts_are_cut_into_what_they_share() -> None:
    left, right = page.pieces("060-0324", "060-0024")
    assert [(one.text, one.differs) for one in left] == [("060-0", False), ("3", True), ("24", False)]
    assert "".join(one.text for one in right) == "060-0024"


def decide(client: Client, pair: LinkSuggestion, what: str) -> None:
    assert client.post(f"{PAGE}{pair.pk}/decision/", {"decision": what}).status_code == 302


def test_the_rail_counts_the_pairs_that_wait_for_those_who_may_decide(people: tuple[UUID, UUID]) -> None:
    pair = proposed(people)

    def counted(client: Client) -> list[str]:
        return re.findall(r'title="Waiting for a decision">(\d+)', client.get(PAGE).content.decode())

    client = shop.signed_in()
    assert counted(client) == ["1"]
    decide(client, pair, "apart")
    assert counted(client) == []
    assert counted(shop.signed_in("developer")) == []


def _worn() -> BlockedValue:
    node = Node.objects.filter(type="phone").order_by("seq")[0]
    return BlockedValue.objects.create(
        type="phone",
        value_hash=node.value_hash,
        node=node,
        reason="met_too_many",
        added_by="rules",
        added_at=clock.now(),
    )


@pytest.mark.parametrize(("decision", "lifted"), [("keep", False), ("lift", True)])
def test_a_value_that_blocked_itself_is_looked_at_once(people: tuple[UUID, UUID], decision: str, lifted: bool) -> None:
    client, worn = shop.signed_in("support"), _worn()
    assert [one["value"] for one in client.get(f"{PAGE}shared/").context["values"]] == ["090-1234-5678"]
    assert client.get(PAGE).context["stopped"] == 1
    client.post(f"{PAGE}shared/{worn.pk}/review/", {"decision": decision})
    worn.refresh_from_db()
    assert (worn.reviewed_at is None, worn.lifted_at is not None) == (False, lifted)
    assert client.get(f"{PAGE}shared/").context["values"] == []
    assert client.post(f"{PAGE}shared/{worn.pk}/review/", {"decision": "lift"}).status_code == 404
    assert AuditEntry.objects.get(subject=f"blocked:{worn.pk}").details["kept"] is not lifted


def test_a_frozen_person_is_shown_with_the_way_to_its_ties(people: tuple[UUID, UUID]) -> None:
    client = shop.signed_in()
    Person.objects.filter(pk=people[0]).update(frozen_at=clock.now(), node_count=900)
    (frozen,) = client.get(f"{PAGE}shared/").context["frozen"]
    assert (frozen["id"], frozen["name"], frozen["keys"]) == (people[0], "髙橋 花子", 900)


@pytest.mark.parametrize("role", ["clerk", "developer"])
def test_who_may_not_join_does_not_see_what_was_stopped(people: tuple[UUID, UUID], role: str) -> None:
    client, worn = shop.signed_in(role), _worn()
    assert client.get(f"{PAGE}shared/").status_code == 403
    assert client.post(f"{PAGE}shared/{worn.pk}/review/", {"decision": "lift"}).status_code == 403
    worn.refresh_from_db()
    assert (worn.reviewed_at, worn.lifted_at) == (None, None)
