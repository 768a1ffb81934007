# SPDX-License-Identifier: Apache-2.0
"""なぜこの人は一人なのか: the graph, taking apart, joining, keeping apart; each with its undo."""

from typing import Any
from uuid import UUID

import pytest
from django.contrib.messages import get_messages

from omotenashi.base import clock
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import registrations
from omotenashi.people.customers.actions.registrations import Identifier
from omotenashi.people.customers.models import Edge, Node, NoLink
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.customers import why
from omotenashi.web.console.customers.masking import Sight
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


def _at(person_id: UUID, rest: str = "") -> str:
    return f"/console/customers/{person_id}/{rest}"


def _undo_of(answer: Any) -> str:
    *_earlier, message = get_messages(answer.wsgi_request)
    return str(message.extra_tags)[10:-2]


def _together(*keys: tuple[str, str]) -> None:
    pairs = tuple(Identifier(kind, value) for kind, value in keys)
    record = registrations.CustomerRecord(identifiers=pairs, observed_at=clock.now())
    registrations.register([record], source="till", now=clock.now())


def _merged() -> tuple[UUID, UUID, UUID]:
    """Two members, each with an order, who turn out to be one; give the person and both member numbers' nodes."""
    one, _person = shop.person(1)
    other, _other = shop.person(2, name="鈴木 花子", kana="スズキ ハナコ")
    shop.ordered("E1", one, amount=1000)
    shop.ordered("E2", other, amount=2000)
    _together(("email", "hana1@example.jp"), ("email", "hana2@example.jp"))
    person = customers.person_of(one)
    assert person is not None
    return person, one, other


def test_keys_are_boxes_and_joins_are_lines_with_a_sentence_each() -> None:
    client = shop.signed_in()
    _node, person_id = shop.person(1, phone="090-1234-5678")
    graph: Any = client.get(_at(person_id, "why/")).context["graph"]
    assert sorted(knot.value for knot in graph.knots) == ["090-1234-5678", "M1", "hana1@example.jp"]
    assert sorted(tie.sentence for tie in graph.ties) == [
        "Member number and Mail address came in one record",
        "Member number and Phone number came in one record",
    ]
    boxes = {(knot.x, knot.y) for knot in graph.knots}
    assert len(boxes) == 3
    assert all(0 <= x < graph.width and 0 <= y < graph.height for x, y in boxes)


def test_many_alike_keys_on_one_key_are_one_box() -> None:
    shop.opened()
    _node, person_id = shop.person(1)
    for number in range(6):
        _together(("member_no", "M1"), ("receipt", f"R{number}"))
    nodes = customers.nodes_of(person_id)
    graph = why.drawn(customers.graph_of(person_id), sight=Sight(contacts=True))
    counts = sorted(knot.count for knot in graph.knots)
    assert (len(nodes), counts) == (8, [1, 1, 6])
    assert [tie.more for tie in graph.ties if tie.more] == [5]


def test_what_parts_with_a_tie_is_the_smaller_side_and_one_key_where_another_way_leads_around() -> None:
    shop.opened()
    node, person_id = shop.person(1, phone="090-1234-5678")
    _together(("email", "hana1@example.jp"), ("receipt", "R1"))
    graph = customers.graph_of(person_id)
    kinds = {node.id: node.type for node in graph.nodes}

    def parting(one: str, other: str) -> set[str]:
        bond = next(bond for bond in graph.bonds if {kinds[key] for key in bond.ends} == {one, other})
        return {kinds[key] for key in why.side_of(bond.edges[0].pk, graph)}

    assert parting("member_no", "phone") == {"phone"}
    assert parting("email", "receipt") == {"receipt"}
    assert why.side_of(node, graph) == set()
    _together(("email", "hana1@example.jp"), ("phone", "090-1234-5678"))
    graph = customers.graph_of(person_id)
    assert parting("member_no", "email") == {"member_no"}
    assert parting("email", "receipt") == {"receipt"}


def test_taking_apart_shows_both_sides_first_and_comes_back_with_undo_and_goes_again() -> None:
    client = shop.signed_in("support")
    person_id, one, other = _merged()
    edge = Edge.objects.get(rule="together:email+email", retracted_at=None)
    page: Any = client.get(_at(person_id, f"separation/?edge={edge.id}")).context
    assert sorted((side.name, side.orders, side.sales) for side in page["sides"]) == [
        ("佐藤 花子", 1, 1000),
        ("鈴木 花子", 1, 2000),
    ]
    assert NoLink.objects.count() == 0
    moving = [str(key) for key, *_rest in page["sides"][1].keys]
    answer = client.post(_at(person_id, "separation/"), {"side": moving, "reason": "two people"})
    first, second = customers.person_of(one), customers.person_of(other)
    assert first != second
    back = client.post(_undo_of(answer))
    assert customers.person_of(one) == customers.person_of(other) == person_id
    client.post(_undo_of(back))
    assert (customers.person_of(one), customers.person_of(other)) == (first, second)
    done = AuditEntry.objects.filter(permission="customers.merge", was_allowed=True)
    assert done.count() == 3


def test_the_history_names_who_did_what_and_why() -> None:
    client = shop.signed_in("support")
    person_id, one, _other = _merged()
    edge = Edge.objects.get(rule="together:email+email", retracted_at=None)
    page: Any = client.get(_at(person_id, f"separation/?edge={edge.id}")).context
    client.post(
        _at(person_id, "separation/"),
        {"side": [str(key) for key, *_r in page["sides"][1].keys], "reason": "two people"},
    )
    lines = client.get(_at(customers.person_of(one) or person_id, "why/")).context["history"]
    found = [(line.title, line.who, line.reason) for line in lines if line.kind == "unmerge"]
    assert found == [("Taken apart", "Ken support", "two people")]


def test_two_customers_are_seen_side_by_side_and_joined_with_a_reason() -> None:
    client = shop.signed_in("manager")
    one_node, one = shop.person(1)
    other_node, other = shop.person(2, name="佐藤 華子")
    shop.ordered("E2", other_node, amount=2000)
    found: Any = client.get(_at(one, "union/?q=M2")).context["found"]
    assert [profile.pk for profile, _name, _about in found] == [other]
    sides: Any = client.get(_at(one, f"union/?with={other}")).context["sides"]
    assert [(side.name, side.orders) for side in sides] == [("佐藤 花子", 0), ("佐藤 華子", 1)]
    client.post(_at(one, "union/"), {"with": str(other), "decision": "one", "reason": " "})
    assert customers.person_of(other_node) == other
    answer = client.post(_at(one, "union/"), {"with": str(other), "decision": "one", "reason": "registered twice"})
    assert customers.person_of(other_node) == customers.person_of(one_node) == one
    assert client.get(_at(other)).headers["location"] == _at(one)
    assert client.get(_at(other, "why/")).headers["location"] == _at(one, "why/")
    client.post(_undo_of(answer))
    assert (customers.person_of(one_node), customers.person_of(other_node)) == (one, other)


def test_different_people_are_kept_apart_until_somebody_lifts_it() -> None:
    client = shop.signed_in("manager")
    _one_node, one = shop.person(1)
    other_node, other = shop.person(2, name="鈴木 健")
    client.post(_at(one, "union/"), {"with": str(other), "decision": "apart", "reason": "twins"})
    assert [link.lifted_at for link in NoLink.objects.all()] == [None]
    _together(("email", "hana1@example.jp"), ("email", "hana2@example.jp"))
    assert customers.person_of(other_node) == other
    client.post(_at(one, "union/"), {"with": str(other), "decision": "one", "reason": "x"})
    assert customers.person_of(other_node) == other
    (kept,) = client.get(_at(one, "why/")).context["apart"]
    client.post(_at(one, "lifting/"), {"inner": str(kept["inner"]), "outer": str(kept["outer"])})
    assert [link.lifted_at is None for link in NoLink.objects.all()] == [False]


@pytest.mark.parametrize(
    ("role", "status"), [("headquarters", 200), ("manager", 200), ("support", 200), ("clerk", 403), ("developer", 403)]
)
def test_who_may_join_and_separate(role: str, status: int) -> None:
    client = shop.signed_in(role)
    _node, person_id = shop.person(1)
    assert client.get(_at(person_id, "why/")).status_code == 200
    assert client.get(_at(person_id, "separation/")).status_code == status
    assert client.get(_at(person_id, "union/")).status_code == status
    if status == 403:
        node = Node.objects.order_by("-seq")[0]
        client.post(_at(person_id, "separation/"), {"side": [str(node.id)], "reason": "x"})
        assert customers.person_of(node.id) == person_id


@pytest.mark.parametrize("query", ["", "?edge=x", "?log=1", "?side=00000000-0000-0000-0000-000000000000"])
def test_a_separation_without_two_sides_does_nothing(query: str) -> None:
    client = shop.signed_in()
    _node, person_id = shop.person(1)
    assert client.get(_at(person_id, "separation/" + query)).context["can"] is False
    client.post(_at(person_id, "separation/" + query), {"reason": "x"})
    assert NoLink.objects.count() == 0


def test_two_people_become_one_household_and_one_leaves_and_comes_back() -> None:
    client = shop.signed_in("support")
    _one_node, one = shop.person(1)
    _other_node, other = shop.person(2, name="佐藤 健")
    client.post(_at(one, "union/"), {"with": str(other), "decision": "household", "reason": "same address"})
    ((own, members),) = client.get(_at(one, "more/")).context["households"]
    assert [(member.name, member.is_self) for member in members] == [("佐藤 花子", True), ("佐藤 健", False)]
    assert customers.person_of(other) == other
    answer = client.post(_at(one, f"households/{own.pk}/leaving/"))
    assert client.get(_at(one, "more/")).context["households"] == []
    client.post(_undo_of(answer))
    ((_own, members),) = client.get(_at(one, "more/")).context["households"]
    assert sorted(member.name for member in members) == ["佐藤 健", "佐藤 花子"]
