# SPDX-License-Identifier: Apache-2.0
"""Random histories of a few people, written into the record, and the lake that follows from it, held in memory."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.db import connection
from hypothesis import strategies as st

from omotenashi.base import bulk
from omotenashi.commerce.orders.actions import records as orders
from omotenashi.commerce.orders.actions import returns
from omotenashi.commerce.orders.actions.records import LineRecord, OrderRecord, ReturnRecord
from omotenashi.engagement.audience.queries import Condition, Group, Rule
from omotenashi.insight.lake import sources
from omotenashi.insight.lake.schemas import SCHEMAS
from omotenashi.insight.lake.tables import Tables, in_memory
from omotenashi.people.timeline import actions as timeline

# The middle of the histories: what is further on has not happened yet.
NOON = datetime(2026, 3, 8, 3, tzinfo=UTC)
PEOPLE = 5
# Postal codes as people write them: of the town of the one shop, of its area, of the other shop's prefecture, of nowhere.
CODES = ("100-0005", "１０００００５", "1000013", "〒150-0001", "530-0001", "")
SHOPS = (("GINZA", "東京都", "100-0005"), ("OSAKA", "大阪府", "530-0001"), ("WEB", "", ""))
# How far some of these postal codes are from the shops; of the others nobody knows.
REACH = (("GINZA", "1000005", 0.4), ("GINZA", "1000013", 3.0), ("GINZA", "1500001", 6.2), ("OSAKA", "5300001", 1.0))
SEGMENT = UUID(int=7)
STAFF = (UUID(int=1), UUID(int=2))
# Written in full width, meant the same.
TAGS = ("VIP", "ＶＩＰ", "gift", "red,blue")
NOTES = ("VIP候補", "ＶＩＰ候補", "お礼,済み")
TASTES = ("red", "ﾛｰｽﾞ", "tea", "green,tea")
ACTS = {"view": "Product Viewed", "cart": "Product Added", "visit": "Store Visited"}

_people = st.integers(0, PEOPLE - 1)
# Hours around NOON, many of them at a midnight of Tokyo or of New York or a second beside it.
_seconds = st.one_of(
    st.integers(-9 * 86_400, 2 * 86_400),
    st.builds(
        lambda day, hour, off: day * 86_400 + hour * 3600 + off,
        st.integers(-9, 2), st.sampled_from([12, 1, 2]), st.integers(-1, 1),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class History:
    """What happened: rows of people, seconds around NOON, and words."""

    orders: list[tuple[int, int, str, str, str, int, bool]] = field(default_factory=list)
    strays: list[tuple[int, int, str, int]] = field(default_factory=list)
    touches: list[tuple[int, int, str, str]] = field(default_factory=list)
    answers: list[tuple[int, int, str, str]] = field(default_factory=list)
    notes: list[tuple[int, int, str]] = field(default_factory=list)
    born: list[tuple[int, date]] = field(default_factory=list)
    grants: list[tuple[int, str, int | None]] = field(default_factory=list)
    points: list[tuple[int, int]] = field(default_factory=list)
    tiers: list[tuple[int, str, int]] = field(default_factory=list)
    sellers: list[tuple[int, int]] = field(default_factory=list)
    lives: list[tuple[int, str]] = field(default_factory=list)
    stops: list[tuple[int, str]] = field(default_factory=list)
    scores: list[tuple[int, str, int, int]] = field(default_factory=list)
    foreseen: list[tuple[int, int, float]] = field(default_factory=list)
    members: list[int] = field(default_factory=list)
    tags: list[tuple[int, str, bool]] = field(default_factory=list)
    tastes: list[tuple[int, str, str]] = field(default_factory=list)
    refused: list[tuple[int, str, str, int]] = field(default_factory=list)
    used: list[tuple[int, str, str, float]] = field(default_factory=list)


_tastes = st.sampled_from(["category", "colour"]), st.sampled_from(TASTES)
_channels, _products = st.sampled_from(["EC", "STORE"]), st.sampled_from(["A", "B"])
HISTORIES = st.builds(
    History,
    orders=st.lists(
        st.tuples(_people, _seconds, _channels, st.sampled_from(["", "web"]), _products,
                  st.sampled_from([0, 500, 1500]), st.booleans()), max_size=9),
    strays=st.lists(st.tuples(_people, _seconds, _channels, st.sampled_from([300, 900])), max_size=2),
    touches=st.lists(st.tuples(_people, _seconds, st.sampled_from(sorted(ACTS)), _products), max_size=9),
    answers=st.lists(
        st.tuples(_people, _seconds, st.sampled_from(["1", "2"]), st.sampled_from(["gift", "price"])), max_size=4),
    notes=st.lists(st.tuples(_people, _seconds, st.sampled_from(NOTES)), max_size=6),
    born=st.lists(
        st.tuples(_people, st.one_of(st.dates(date(1990, 3, 4), date(1990, 3, 14)), st.just(date(1992, 2, 29)))), max_size=4),
    grants=st.lists(st.tuples(_people, st.sampled_from(["news", "mail_ads"]), st.none() | _seconds), max_size=4),
    points=st.lists(st.tuples(_people, st.integers(0, 300)), max_size=3),
    tiers=st.lists(st.tuples(_people, st.sampled_from(["gold", "ｇｏｌｄ", "silver", ""]), st.integers(0, 2)), max_size=4),
    sellers=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 1)), max_size=4),
    lives=st.lists(st.tuples(_people, st.sampled_from(sorted(CODES))), max_size=4),
    stops=st.lists(st.tuples(_people, st.sampled_from(["email", "sms"])), max_size=2),
    scores=st.lists(
        st.tuples(_people, st.sampled_from("ABC"), st.integers(0, 3) | st.integers(999, 1001), st.integers(0, 3)), max_size=4),
    foreseen=st.lists(st.tuples(_people, st.integers(0, 300), st.sampled_from([0.0, 0.1, 0.29, 0.3, 0.57])), max_size=4),
    members=st.lists(_people, max_size=3),
    tags=st.lists(st.tuples(_people, st.sampled_from(TAGS), st.booleans()), max_size=5),
    tastes=st.lists(st.tuples(_people, *_tastes), max_size=6),
    refused=st.lists(st.tuples(_people, *_tastes, st.sampled_from([1, 400])), max_size=3),
    used=st.lists(
        st.tuples(_people, _products, st.sampled_from(["read", "used", "opened"]), st.sampled_from([0.0, 0.29, 0.3, 1.0])),
        max_size=6),
)  # fmt: skip


def _small(most: int) -> st.SearchStrategy[str]:
    return st.integers(0, most).map(lambda n: str(n) if n else "")


def _said(**values: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries(values).map(lambda said: {name: text for name, text in said.items() if text})


def _kinds_of(ranks: str, *kinds: str) -> st.SearchStrategy[dict[str, str]]:
    return _said(ranks=st.just(ranks), kind=st.sampled_from(kinds), state=st.sampled_from(["", "active", "gone"]),
                 stay=st.sampled_from(["1", "4"]), spent=st.sampled_from(["500", "2000"]), days=st.sampled_from(["1", "5"]),
                 channel=_where)  # fmt: skip


_where = st.sampled_from(["", "EC", "STORE", "EC,STORE"])
_days = st.sampled_from(["", "", "2026-03-04", "2026-03-08"])
_acts = st.sampled_from(sorted(ACTS))
_KINDS = {
    "bought": _said(channel=_where, medium=st.sampled_from(["", "web"]), product=st.sampled_from(["", "A", "A,B"]),
                    category=st.sampled_from(["", "flowers"]), brand=st.sampled_from(["", "", "HANA", "HANA,NONE", "NONE"]),
                    staff=st.sampled_from(["", "", str(STAFF[0]), f"{STAFF[0]},{STAFF[1]}"]), within=_small(9), to=_days, least=st.sampled_from(["", "1", "2"]),
                    most=_small(3), amount_from=st.sampled_from(["", "500", "2000"]), amount_to=st.sampled_from(["", "2000"])),
    "last": _said(days_from=_small(9), days_to=_small(9), channel=_where),
    "first": _said(channel=_where, medium=st.sampled_from(["", "web"]), to=_days),
    "touched": _said(act=_acts, within=_small(9), product=st.sampled_from(["", "A"]), least=st.sampled_from(["", "2"]),
                     most=_small(3), **{"from": _days}),
    "sequence": _said(first=_acts, then=_acts, hours=st.sampled_from(["1", "24", "240"]), within=_small(9)),
    "reason": _said(reason=st.sampled_from(["gift", "price", "gift,price"]), within=_small(9)),
    "noted": _said(note=st.sampled_from(["", "VIP候補", "お礼，済み", "VIP候補,お礼，済み"]), within=_small(9),
                   least=st.sampled_from(["", "2"]), most=_small(3), to=_days),
    "age": _said(**{"from": st.sampled_from(["33", "34", "36"]), "to": st.sampled_from(["", "35"])}),
    "anniversary": _said(before=_small(9), after=_small(9)),
    "birthday": _said(month=st.sampled_from(["2", "3", "2,3"])),
    "prefecture": _said(prefecture=st.sampled_from(["東京都", "ABC", "東京都,ABC"])),
    "stopped": _said(by=st.sampled_from(["", "email", "email,sms"])),
    "near": _said(location=st.sampled_from(["GINZA", "OSAKA,WEB", "WEB"]), how=st.sampled_from(["town", "area", "prefecture"])),
    "rank": _said(rank=st.sampled_from(["A", "B,C"])),
    "ltv": _said(**{"from": st.sampled_from(["", "1", "1000"]), "to": st.sampled_from(["", "1000"])}),
    "orders": _said(**{"from": _small(3), "to": _small(3)}),
    "value": _said(**{"from": _small(300), "to": _small(300)}),
    "alive": _said(**{"from": st.sampled_from(["", "29", "30", "57"]), "to": st.sampled_from(["", "29", "30"])}),
    "member_rank": _said(member_rank=st.sampled_from(["GOLD", "GOLD,ゴールド"])),
    "tier": _said(tier=st.sampled_from(["gold", "silver", "gold,silver"])),
    "gender": _said(gender=st.sampled_from(["female", "female,male"])),
    "segment": st.just({"segment": str(SEGMENT)}),
    "consent": _said(purpose=st.sampled_from(["news", "mail_ads", "news,mail_ads"]), by=st.sampled_from(["", "email"])),
    "reach": _said(by=st.sampled_from(["email", "sms", "email,sms"])),
    "points": _said(**{"from": _small(200), "to": _small(250)}),
    "kind": _kinds_of("5", "first", "best,fashion", "steady,toddler", "first,best") | _kinds_of("4", "toddler", "best,steady"),
    "distance": _said(location=st.sampled_from(["GINZA", "OSAKA,WEB", "GINZA,OSAKA"]), km=st.sampled_from(["1", "3", "50"])),
    "tag": _said(tag=st.sampled_from(["VIP", "gift", "gift,VIP", "red，blue", "gift,red，blue"])),
    "taste": _said(category=st.sampled_from(["red", "red,tea", "green，tea"]), colour=st.sampled_from(["", "", "ローズ", "red,ローズ"])),
    "usage": _said(product=st.sampled_from(["", "A", "A,B"]), use=st.sampled_from(["", "read", "read,opened"]),
                   stage=st.sampled_from(["", "begun", "under_way", "finished", "not_begun"]),
                   **{"from": st.sampled_from(["", "30"]), "to": st.sampled_from(["", "29", "30"])}),
}  # fmt: skip
CONDITIONS = st.sampled_from(sorted(_KINDS)).flatmap(
    lambda what: st.builds(Condition, what=st.just(what), values=_KINDS[what], no=st.booleans())
)
# One condition of every kind.
OF_EVERY_KIND = st.tuples(*(st.builds(Condition, what=st.just(what), values=_KINDS[what]) for what in sorted(_KINDS)))
_groups = st.builds(
    Group, how=st.sampled_from(["all", "any"]), of=st.lists(CONDITIONS, min_size=1, max_size=3).map(tuple), no=st.booleans()
)  # fmt: skip
RULES = st.builds(
    lambda how, of: Rule(Group(how, of)), st.sampled_from(["all", "any"]),
    st.lists(st.one_of(CONDITIONS, _groups), min_size=1, max_size=2).map(tuple),
)  # fmt: skip
# When it is asked: anywhere, or at the very instant a day begins.
INSTANTS = st.builds(
    lambda seconds, micro: NOON + timedelta(seconds=seconds, microseconds=micro), _seconds, st.integers(-1, 1)
)


def write(history: History, nodes: list[UUID], *, now: datetime, prefix: str = "") -> None:
    """Write a history into the record, through the actions that everybody uses where there is one."""
    _sell(history, nodes, now=now)
    _tell(history, nodes, prefix=prefix)
    for who, born in history.born:
        bulk.run("UPDATE customers_profile SET birth_date = %s WHERE person_id = %s", [born, nodes[who]])
    for who, code in history.lives:
        bulk.run("UPDATE customers_profile SET postal_code = %s WHERE person_id = %s", [code, nodes[who]])
    for shop, code, km in REACH:
        bulk.run(_REACH, [code, km, shop])
    for who, channel in history.stops:
        bulk.run(_STOP, [NOON, nodes[who], channel])
    for who, rank, sales, times in {one[0]: one for one in history.scores}.values():
        bulk.run(_SCORE, [nodes[who], times, sales, rank])
    for who, value, alive in {one[0]: one for one in history.foreseen}.values():
        bulk.run(_FORESEEN, [nodes[who], alive, value])
    _carry(history, nodes)
    for who in set(history.members):
        bulk.run(_MEMBER, [SEGMENT, nodes[who], NOON])
    for who, points in dict(history.points).items():
        bulk.run(
            "INSERT INTO loyalty_wallet (id, node_id, kind, available) VALUES (gen_random_uuid(), %s, 'free_points', %s)",
            [nodes[who], points],
        )
    for n, (who, purpose, ends) in enumerate(
        {(who, purpose): (who, purpose, e) for who, purpose, e in history.grants}.values()
    ):
        ending = None if ends is None else NOON + timedelta(seconds=ends)
        bulk.run(_GRANT, {"node": nodes[who], "purpose": purpose, "ends": ending, "key": f"g{n}", "at": NOON})


def _tell(history: History, nodes: list[UUID], *, prefix: str) -> None:
    said = [
        (f"{prefix}t{n}", ACTS[act], nodes[who], NOON + timedelta(seconds=at), {"product_id": product})
        for n, (who, at, act, product) in enumerate(history.touches)
    ] + [
        (f"{prefix}a{n}", "Purchase Reason Given", nodes[who], NOON + timedelta(seconds=at), {"order_id": number, "reason": reason})
        for n, (who, at, number, reason) in enumerate(history.answers)
    ] + [
        (f"{prefix}n{n}", f"{sources.NOTED}{note}", nodes[who], NOON + timedelta(seconds=at), {})
        for n, (who, at, note) in enumerate(history.notes)
    ]  # fmt: skip
    rows = [
        timeline.EntryRecord(message_id=key, name=name, node_id=node, at=at, props=dict(props))
        for key, name, node, at, props in said
    ]
    timeline.append(rows, source=timeline.internal_source(), now=NOON + timedelta(days=3))


def _carry(history: History, nodes: list[UUID]) -> None:
    for who, tier, days in {one[0]: one for one in history.tiers}.values():
        bulk.run(_TIER, [nodes[who], tier, NOON, NOON, NOON - timedelta(days=days)])
    for who, tag, off in {(one[0], one[1]): one for one in history.tags}.values():
        bulk.run(_TAG, [nodes[who], tag, NOON, NOON if off else None])
    for who, axis, value in set(history.tastes):
        bulk.run(_TASTE, [nodes[who], axis, value])
    for who, axis, value, days in {one[:3]: one for one in history.refused}.values():
        bulk.run(_REFUSE, [nodes[who], axis, value, NOON - timedelta(days=days)])
    for who, product, use, progress in {one[:3]: one for one in history.used}.values():
        bulk.run(_USE, [nodes[who], use, progress, NOON, NOON, product])


def _sell(history: History, nodes: list[UUID], *, now: datetime) -> None:
    sold = [
        OrderRecord(
            origin="test", number=str(n), channel=channel, node_id=nodes[who], placed_at=NOON + timedelta(seconds=at), medium=medium,
            cancelled_at=now if cancelled else None,
            lines=(LineRecord(sku=product, quantity=1, unit_price=Decimal(amount), amount=amount),),
        )
        for n, (who, at, channel, medium, product, amount, cancelled) in enumerate(history.orders)
    ]  # fmt: skip
    orders.record(sold, now=now)
    for number, seller in dict(history.sellers).items():
        bulk.run(_SELLER, [STAFF[seller], NOON, str(number)])
    back = [
        ReturnRecord(
            origin="test", number=f"r{n}", channel=channel, node_id=nodes[who], returned_at=NOON + timedelta(seconds=at), amount=amount
        )
        for n, (who, at, channel, amount) in enumerate(history.strays)
    ]  # fmt: skip
    returns.record(back, now=now)


_STOP = """
INSERT INTO consent_suppression (id, channel, address_hash, reason, scope, since)
SELECT gen_random_uuid(), c.channel, c.address_hash, 'test', 'all', %s FROM customers_contactpoint c
JOIN customers_nodeperson o ON o.node_id = c.node_id WHERE o.person_id = %s AND c.channel = %s ON CONFLICT DO NOTHING
"""
_SCORE = """
INSERT INTO insight_score (person_id, orders, sales, rank, sales_year, first_day, last_day, channels, r, f, m, as_of)
VALUES (%s, %s, %s, %s, 0, '2026-01-01', '2026-01-01', '{}', 1, 1, 1, '2026-01-01')
"""
_FORESEEN = """
INSERT INTO insight_prediction (person_id, p_alive, value, version, repeats, expected, expected_low, expected_high, spend,
  value_low, value_high, as_of) VALUES (%s, %s, %s, 1, 0, 0, 0, 0, 0, 0, 0, '2026-01-01')
"""
_MEMBER = "INSERT INTO audience_membership (segment_id, person_id, entered_at) VALUES (%s, %s, %s)"
_REACH = """
INSERT INTO locations_shopreach (postal_code, location_id, km) SELECT %s, l.id, %s FROM locations_location l WHERE l.code = %s ON CONFLICT DO NOTHING
"""
_TAG = "INSERT INTO customers_tagging (node_id, tag, source, put_at, taken_off_at) VALUES (%s, %s, 'test', %s, %s)"
_TASTE = """
INSERT INTO insight_taste (person_id, axis, value, place, z, share, base, counts, evidence, version, as_of)
VALUES (%s, %s, %s, 0, 2, 0.5, 0.1, '{}', '[]', 1, '2026-03-07')
"""
_REFUSE = "INSERT INTO insight_tasterefusal (node_id, axis, value, refused_at) VALUES (%s, %s, %s, %s)"
_USE = """
INSERT INTO usage_progress (id, node_id, product_id, kind, progress, first_at, last_at)
SELECT gen_random_uuid(), %s, p.id, %s, %s, %s, %s FROM catalogue_product p WHERE p.code = %s
"""
_SELLER = """
INSERT INTO orders_attribution (id, order_id, line_id, staff_id, touch, share, quantity, amount, evidence, at)
SELECT gen_random_uuid(), o.id, x.id, %s, 'till', 10000, 1, x.amount, '{}', %s
FROM orders_order o JOIN orders_orderline x ON x.order_id = o.id WHERE o.origin = 'test' AND o.number = %s
"""
_TIER = """
INSERT INTO loyalty_tierstate (node_id, tier, basis, rule_version, window_from, since, decided_at) VALUES (%s, %s, 0, 1, %s, %s, %s)
"""
_GRANT = """
WITH e AS (
  INSERT INTO consent_consententry (id, contact_point_id, purpose_id, state, source, proof, occurred_at, expires_at, key)
  SELECT gen_random_uuid(), c.id, %(purpose)s, 'granted', 'test', '{}', %(at)s, %(ends)s, %(key)s
  FROM customers_contactpoint c JOIN customers_nodeperson o ON o.node_id = c.node_id WHERE o.person_id = %(node)s
  RETURNING id, contact_point_id
)
INSERT INTO consent_consentstate (contact_point_id, purpose_id, state, entry_id, occurred_at)
SELECT contact_point_id, %(purpose)s, 'granted', id, %(at)s FROM e
"""


def lake(zone: str) -> Tables:
    """Give the lake that follows from the record, by the questions that fill it."""
    asked = {
        "orders": sources.ORDERS, "lines": sources.LINES, "returns": sources.RETURNS, "nodes": sources.NODES,
        "touches": sources.TOUCHES, "answers": sources.ANSWERS, "notes": sources.NOTES,
    }  # fmt: skip
    return in_memory(
        **{name: _table(name, sql.format(zone=zone, months="", entry=0, noted=0)) for name, sql in asked.items()}
    )


def _table(name: str, sql: str) -> pa.Table:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        names = [column[0] for column in cursor.description]
        rows: list[dict[str, Any]] = [
            dict(zip(names, row, strict=True)) | {"unit_price": None} for row in cursor.fetchall()
        ]
    return pa.Table.from_pylist(rows, schema=SCHEMAS[name])
