# SPDX-License-Identifier: Apache-2.0
"""Who serves what: worked examples, and the search against trying everything."""

from itertools import product
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from omotenashi.commerce.sourcing.rules import DEFAULT, Ask, Need, Node, Strategy, plan
from omotenashi.commerce.sourcing.rules.search import _greedy, assign

SHIRT, CAP, MUG = UUID(int=1), UUID(int=2), UUID(int=3)
COST = Strategy(name="cost")


def _node(n: int, **stock: int) -> Node:
    return Node(
        location_id=UUID(int=100 + n),
        code=f"N{n}",
        name=f"N{n}",
        rank=n,
        km=10.0 * n,
        stock={{"shirt": SHIRT, "cap": CAP, "mug": MUG}[key]: held for key, held in stock.items()},
    )


def _ask(*needs: tuple[UUID, int], **rest: Any) -> Ask:
    return Ask(needs=tuple(Need(line=str(n), variant_id=v, quantity=q) for n, (v, q) in enumerate(needs)), **rest)


def _served(asked: Ask, nodes: list[Node], strategy: Strategy = DEFAULT) -> list[tuple[str, int, int]]:
    return [
        (piece.line, piece.location_id.int - 100, piece.quantity)
        for piece in plan(asked, nodes, strategy=strategy).pieces
    ]


def test_one_far_parcel_goes_before_two_near_ones() -> None:
    nodes = [_node(0, shirt=1), _node(1, cap=1), _node(9, shirt=1, cap=1)]
    assert _served(_ask((SHIRT, 1), (CAP, 1)), nodes) == [("0", 9, 1), ("1", 9, 1)]


def test_the_first_rule_that_does_not_tie_decides() -> None:
    near = Strategy(name="near", rules=("distance", "splits"))
    nodes = [_node(1, shirt=1), _node(2, cap=1), _node(9, shirt=1, cap=1)]
    assert _served(_ask((SHIRT, 1), (CAP, 1)), nodes, near) == [("0", 1, 1), ("1", 2, 1)]


def test_a_line_that_nobody_holds_whole_is_taken_from_the_fewest() -> None:
    nodes = [_node(0, shirt=1), _node(1, shirt=3), _node(2, shirt=2)]
    assert _served(_ask((SHIRT, 5)), nodes) == [("0", 1, 3), ("0", 2, 2)]


def test_what_nobody_has_is_missing_and_the_rest_is_served() -> None:
    found = plan(_ask((SHIRT, 2), (SHIRT, 2), (CAP, 1)), [_node(0, shirt=3)], strategy=DEFAULT)
    assert [(p.line, p.quantity) for p in found.pieces] == [("0", 2), ("1", 1)]
    assert [(n.line, n.quantity) for n in found.missing] == [("1", 1), ("2", 1)]


def test_who_rejected_it_is_not_asked_again() -> None:
    nodes = [_node(0, shirt=1), _node(1, shirt=1)]
    found = plan(_ask((SHIRT, 1), without=frozenset({nodes[0].location_id})), nodes, strategy=DEFAULT)
    assert [p.location_id for p in found.pieces] == [nodes[1].location_id]
    assert found.refused == {nodes[0].location_id: "rejected"}


def test_a_shop_whose_hour_is_full_takes_no_more_lines_than_it_can_pick() -> None:
    full = Node(location_id=UUID(int=100), code="N0", name="N0", capacity=1, stock={SHIRT: 1, CAP: 1})
    assert _served(_ask((SHIRT, 1), (CAP, 1)), [full, _node(1, cap=1)]) == [("0", 0, 1), ("1", 1, 1)]


def test_goods_that_lie_unsold_go_first_when_yen_decide() -> None:
    stale = Node(location_id=UUID(int=105), code="N5", name="N5", km=20.0, stock={SHIRT: 9}, stale=frozenset({SHIRT}))
    nodes = [Node(location_id=UUID(int=101), code="N1", name="N1", km=10.0, stock={SHIRT: 9}), stale]
    assert _served(_ask((SHIRT, 1)), nodes, COST) == [("0", 5, 1)]
    assert plan(_ask((SHIRT, 1)), nodes, strategy=COST).totals == {
        "parcel": 600, "far": 60, "labour": 60, "shop_labour": 90, "busy": 0, "stale": -200, "last": 0,
    }  # fmt: skip


_costs = st.one_of(st.none(), st.integers(min_value=-50, max_value=300))
_worlds = st.integers(min_value=1, max_value=4).flatmap(
    lambda lines: st.lists(
        st.tuples(
            st.integers(min_value=0, max_value=500),
            st.lists(_costs, min_size=lines, max_size=lines),
            st.integers(min_value=1, max_value=4),
        ),
        min_size=1,
        max_size=5,
    )
)


def _worth(places: tuple[int, ...] | list[int], world: list[tuple[int, list[int | None], int]]) -> int | None:
    served = [world[place][1][line] for line, place in enumerate(places)]
    if None in served or any(list(places).count(place) > world[place][2] for place in places):
        return None
    return sum(world[place][0] for place in set(places)) + sum(cost for cost in served if cost is not None)


@given(world=_worlds)
@settings(deadline=None)
def test_the_search_finds_what_trying_everything_finds(world: list[tuple[int, list[int | None], int]]) -> None:
    lines = len(world[0][1])
    tried = [_worth(places, world) for places in product(range(len(world)), repeat=lines)]
    fixed, per, most = [list(column) for column in zip(*world, strict=True)]
    found = assign(fixed=fixed, per=per, most=most)
    assert (found and _worth(found, world)) == min((worth for worth in tried if worth is not None), default=None)


@given(world=_worlds)
@settings(deadline=None)
def test_the_search_of_long_orders_serves_only_what_can_be_served(
    world: list[tuple[int, list[int | None], int]],
) -> None:
    fixed, per, most = [list(column) for column in zip(*world, strict=True)]
    found = _greedy(fixed, per, most, len(per[0]))
    assert found is None or _worth(found, world) is not None
