# SPDX-License-Identifier: Apache-2.0
"""The engine of the offline till says to the yen what the server's says: the same baskets, invented with a seed, through
both. TypeScript is bundled with what the front end is built with and run by node, all baskets in one process.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from omotenashi.commerce.loyalty.queries.pricing import (
    Basket,
    Campaign,
    Effects,
    Item,
    Kind,
    Member,
    evaluate,
)
from omotenashi.web.register.offline.engine import campaign_said, micros
from omotenashi.web.ui import build
from tests.flows.scripts import in_node

SEED, BASKETS = 20_261_122, 500
AT = datetime(2026, 1, 31, 14, 59, 59, 999_999, tzinfo=UTC)
# Beyond the plane of JavaScript's own order: U+FF21 stands before U+20BB7, and not in UTF-16.
CODES = ("c0", "c1", "c2", "茶", "Ａ", "𠮷", "c10")
CATEGORIES, SKUS = ("酒", "茶", "器"), ("s0", "s1", "s2", "ｓ3", "𠮷4")
_ENGINE = {"engine": "./register/offline/engine/evaluation.ts"}
_EACH = "said.map((one) => engine.evaluate(one.basket, one.campaigns, one.facts))"


def test_the_till_says_to_the_yen_what_the_server_says() -> None:
    draw = Random(SEED)  # no secret: the same baskets in every run
    asked = [_asked(draw) for _ in range(BASKETS)]
    ours = [_told(_evaluated(each)) for each in asked]
    theirs = in_node(_EACH, [_as_json(each) for each in asked], files=_ENGINE)
    differing = [place for place, (mine, other) in enumerate(zip(ours, theirs, strict=True)) if mine != other]
    assert [(place, ours[place], theirs[place]) for place in differing[:1]] == []
    outcomes = {reason["outcome"] for each in ours for reason in each["reasons"]}
    assert outcomes == {
        "applied", "birthday", "budget", "channel", "coupon", "day", "exhausted", "first_order", "hour", "location",
        "member", "min_quantity", "min_spend", "no_effect", "not_begun", "nothing_meant", "over", "rank", "segment",
        "stacked_out",
    }  # fmt: skip


def _evaluated(asked: Mapping[str, Any]) -> Effects:
    return evaluate(
        asked["basket"], campaigns=asked["campaigns"], member=asked["member"], at=asked["at"], channel=asked["channel"],
        location=asked["location"], zone=ZoneInfo(asked["zone"]),
    )  # fmt: skip


def _told(effects: Effects) -> Any:
    return json.loads(json.dumps(asdict(effects)))


def _as_json(asked: Mapping[str, Any]) -> dict[str, Any]:
    member = asked["member"]
    said = asdict(member) | {"segments": sorted(member.segments)} if member else None
    return {
        "basket": asdict(asked["basket"]),
        "campaigns": [campaign_said(each) for each in asked["campaigns"]],
        "facts": {
            "member": said, "at": micros(asked["at"]), "channel": asked["channel"], "location": asked["location"],
            "zone": asked["zone"],
        },
    }  # fmt: skip


def _asked(draw: Random) -> dict[str, Any]:
    items = tuple(_item(draw, n) for n in range(draw.randint(1, 7)))
    coupons = tuple(code for code in CODES if draw.random() < 0.6)
    most = sum(item.gross for item in items)
    return {
        "basket": Basket(
            items=items, shipping=draw.choice((0, 550, 1_650)), coupons=coupons,
            points_used=draw.choice((0, 0, draw.randint(0, most + 2_000))),
        ),
        "campaigns": [_campaign(draw, code) for code in draw.sample(CODES, draw.randint(0, len(CODES)))],
        "member": _member(draw), "at": AT + timedelta(microseconds=draw.choice((0, 1, 86_400_000_000))),
        "channel": draw.choice(("STORE", "EC")), "location": draw.choice(("GINZA", "UMEDA", None)),
        "zone": draw.choice(("Asia/Tokyo", "Asia/Tokyo", "America/New_York")),
    }  # fmt: skip


def _item(draw: Random, n: int) -> Item:
    # Now and then a sum whose products no double can hold.
    top = draw.choice((300, 5_000, 5_000, 900_000_000))
    return Item(
        key=f"l{n}", sku=draw.choice(SKUS), quantity=draw.randint(1, 12), unit_price=draw.randint(0, top),
        product=draw.choice(("p0", "p1", "")), categories=draw.choice(((), (draw.choice(CATEGORIES),))),
        tax_rate=draw.choice((8, 10, 0)), mode=draw.choice(("", "ship", "carry_out")), discountable=draw.random() < 0.9, earns=draw.random() < 0.9,
    )  # fmt: skip


def _member(draw: Random) -> Member | None:
    if draw.random() < 0.3:
        return None
    return Member(
        rank=draw.choice(("", "silver", "gold")), first_order=draw.random() < 0.5,
        segments=frozenset(draw.sample(("a", "b"), draw.randint(0, 2))), birth_month=draw.choice((None, 1, 2)),
    )  # fmt: skip


def _campaign(draw: Random, code: str) -> Campaign:
    kind = draw.choice(list(Kind))
    top = {Kind.PERCENT: 120, Kind.POINTS_RATE: 2_000, Kind.GIFT: 2, Kind.BUNDLE: 120}.get(kind, 3_000)
    plain: dict[str, Any] = {
        "value": draw.choice((0, draw.randint(1, top), draw.randint(1, top))), "priority": draw.randint(1, 3),
        "stack_group": draw.choice(("", "", "g", "h")), "by_coupon": draw.random() < 0.3, "gift_sku": "g",
        "min_spend": draw.choice((0, 0, 2_000)), "min_quantity": draw.choice((0, 0, 4)), "buy": draw.randint(0, 3),
        "get": draw.randint(0, 2), "most": draw.choice((None, None, draw.randint(0, 500))),
        "budget_left": draw.choice((None, None, 0, draw.randint(1, 2_000))), "count_left": draw.choice((None, None, 1, 0)),
        "on_points": draw.random() < 0.5, "without_tax": draw.random() < 0.5,
    }  # fmt: skip
    # One condition at most, so that enough campaigns count; each name is met often enough in this many baskets.
    conditions: list[dict[str, Any]] = [
        {}, {}, {}, {}, {"skus": frozenset(draw.sample(SKUS, 2))}, {"products": frozenset({"p1"})},
        {"categories": frozenset({"茶", "器"})}, {"excluded": frozenset({"s0", "p0"})}, {"modes": frozenset({"ship"})}, {"channels": frozenset({"EC"})},
        {"locations": frozenset({"GINZA"})}, {"ranks": frozenset({"gold"})}, {"segments": frozenset({"a"})},
        {"members_only": True}, {"first_order": True}, {"birthday": True}, {"begins_at": AT},
        {"begins_at": AT + timedelta(microseconds=1)}, {"ends_at": AT}, {"ends_at": AT + timedelta(microseconds=1)},
        {"days": frozenset({5})}, {"hours": (9, 24)}, {"hours": (22, 5)}, {"hours": (5, 5)},
    ]  # fmt: skip
    return Campaign(code=code, kind=kind, **plain, **draw.choice(conditions))


def test_the_engine_of_the_till_knows_every_field() -> None:
    types = (build.FRONTEND / "register/offline/engine/basket.ts").read_text(encoding="utf-8")
    for kind in (Item, Basket, Member, Campaign):
        said = types.partition(f"export interface {kind.__name__} {{")[2].partition("}")[0]
        assert {line.partition(":")[0].strip() for line in said.splitlines() if ":" in line} == {
            x.name for x in fields(kind)
        }
    assert set(campaign_said(Campaign(code="c", kind=Kind.GIFT))) == {field.name for field in fields(Campaign)}
