# SPDX-License-Identifier: Apache-2.0
"""What stands in the lake: the Arrow schema of each table, and which of them are cut by month.

Keys are the BIGINT surrogates of the record (``seq``). No name, mail address or phone number ever
enters the lake. Money is whole minor units of the retailer's currency; only ``unit_price`` has
decimals, because a price per piece may be a fraction of a minor unit. ``day`` is the calendar date
in the retailer's zone, the moment is UTC.

``orders.priced``: something in it had a price. A free gift has none; an order paid with a coupon does.
``orders.sent`` is the day on which all of it was sent or handed over, null as long as it was not or nobody said so.
``orders.returned*`` sum the returns that name this order. ``returned_tax`` is the tax of the gross
amount minus the tax of what is left of it, floored per rate: so ``tax - returned_tax`` is the tax
contained in the net amount, to the yen.

``touches`` is what people did before they bought: one row an entry of the timeline that says so. ``act`` is one of
view, cart, checkout, search, page, visit, try, click, ask, friend, pickup (goods fetched at a counter); ``medium`` is the
media code, or source/medium of the UTM. ``device`` is phone, tablet, desktop or app, where somebody looked by one; ``lead`` is
what led there (``ways``). What machines did is nobody's act and is not here.

``persons.standing``: member (has a member number), named (a name, mail address or phone number is known), "" (a browser).
``tier`` is the rank that the programme of points last decided on, ``rank`` what the profile says.

``answers`` is what buyers said of why they bought: one row an answer, by the ``number`` of the order (``origin`` where the
answer names it); the last one counts. Free words never enter the lake.

``notes`` is what scenarios noted of people: one row a note, by the name that the house chose. No act of theirs, so no touch.

``subscriptions`` are contracts (定期) and ``deliveries`` what they sent: ``cycle`` counts from 1, ``amount`` is what it sold
for, ``order`` the key of its order where that is known. ``ended`` is the day of the cancellation, ``paused`` the day since which it rests; both null while it goes on;
``reason`` is why it was cancelled, in a few letters, null as long as nobody said it.

``visits`` are touches of those who come, the first of each node, day, channel and medium: what most questions about ways
need, in a quarter of the rows. ``things`` are products with their names and a number, a row each month; ``contents`` says
which things are in which order. All three follow from the others (``derived``).

``credits`` is how sales are shared out: one row an order and who is credited by which ``touch``, ``returned`` taken back.
"""

from typing import Final

import pyarrow as pa

MOMENT: Final = pa.timestamp("us", tz="UTC")
PRICE: Final = pa.decimal128(18, 4)


def _schema(numbers: str = "", **fields: pa.DataType) -> pa.Schema:
    return pa.schema([*fields.items(), *((name, pa.int64()) for name in numbers.split())])


ORDERS: Final = _schema(
    "gross discount coupon shipping tax cost points_used returned returned_tax returned_cost",
    order=pa.int64(),
    node=pa.int64(),
    number=pa.string(),
    origin=pa.string(),
    placed_at=MOMENT,
    day=pa.date32(),
    sent=pa.date32(),
    channel=pa.string(),
    location=pa.string(),
    medium=pa.string(),
    staff=pa.string(),
    hour=pa.int64(),
    country=pa.string(),
    lines=pa.int32(),
    cancelled=pa.bool_(),
    priced=pa.bool_(),
)
LINES: Final = _schema(
    "amount discount coupon cost",
    order=pa.int64(),
    day=pa.date32(),
    sku=pa.string(),
    product=pa.string(),
    name=pa.string(),
    category=pa.string(),
    quantity=pa.int64(),
    unit_price=PRICE,
    tax_rate=pa.int32(),
    kind=pa.string(),
)
RETURNS: Final = _schema(
    "amount tax cost",
    ret=pa.int64(),
    order=pa.int64(),
    node=pa.int64(),
    number=pa.string(),
    day=pa.date32(),
    channel=pa.string(),
    location=pa.string(),
)
RETURN_LINES: Final = _schema("quantity amount", ret=pa.int64(), sku=pa.string(), name=pa.string())
NODES: Final = _schema("node person")
PERSONS: Final = _schema(
    person=pa.int64(),
    first_seen=pa.date32(),
    prefecture=pa.string(),
    rank=pa.string(),
    gender=pa.string(),
    birth_year=pa.int32(),
    standing=pa.string(),
    tier=pa.string(),
)
CREDITS: Final = _schema(
    "amount returned",
    order=pa.int64(),
    day=pa.date32(),
    touch=pa.string(),
    staff=pa.string(),
    location=pa.string(),
)
TOUCHES: Final = _schema(
    "entry node",
    at=MOMENT,
    day=pa.date32(),
    act=pa.string(),
    channel=pa.string(),
    medium=pa.string(),
    location=pa.string(),
    product=pa.string(),
    device=pa.string(),
    lead=pa.string(),
)

ANSWERS: Final = _schema(
    "entry node",
    at=MOMENT,
    day=pa.date32(),
    number=pa.string(),
    origin=pa.string(),
    reason=pa.string(),
)
NOTES: Final = _schema("entry node", at=MOMENT, day=pa.date32(), name=pa.string())
SUBSCRIPTIONS: Final = _schema(
    "subscription node every",
    began=pa.date32(),
    ended=pa.date32(),
    paused=pa.date32(),
    channel=pa.string(),
    medium=pa.string(),
    product=pa.string(),
    reason=pa.string(),
)
DELIVERIES: Final = _schema("subscription cycle amount order", day=pa.date32())
VISITS: Final = _schema("node", day=pa.date32(), channel=pa.string(), medium=pa.string(), at=MOMENT)
THINGS: Final = _schema("lines", thing=pa.int32(), product=pa.string(), name=pa.string(), category=pa.string())
CONTENTS: Final = _schema("order node", day=pa.date32(), priced=pa.bool_(), thing=pa.int32())

SCHEMAS: Final[dict[str, pa.Schema]] = {
    "orders": ORDERS,
    "lines": LINES,
    "returns": RETURNS,
    "return_lines": RETURN_LINES,
    "nodes": NODES,
    "persons": PERSONS,
    "touches": TOUCHES,
    "credits": CREDITS,
    "answers": ANSWERS,
    "notes": NOTES,
    "subscriptions": SUBSCRIPTIONS,
    "deliveries": DELIVERIES,
    "visits": VISITS,
    "things": THINGS,
    "contents": CONTENTS,
}
# Worked out by the feed from the tables they are about, part by part; nobody gives their rows (``derived``).
DERIVED: Final = ("visits", "things", "contents")
# The large ones are cut by the month of their day, so that a touched month is rewritten alone.
BY_MONTH: Final = ("orders", "lines", "credits")
# Nothing of these ever changes: what is new becomes a further part of its month.
APPENDED: Final = ("touches", "answers", "notes")
WHOLE: Final = tuple(name for name in SCHEMAS if name not in (*BY_MONTH, *APPENDED, *DERIVED))
# The part of a table that is kept in one piece.
ALL: Final = "all"
# What is nearly always a row's own: a dictionary of it takes longer to make, and more room, than the values.
OWN: Final = frozenset({"order", "number", "placed_at", "entry", "at"})
