# SPDX-License-Identifier: Apache-2.0
"""Conditions on the record, answered by PostgreSQL: of everybody, or among some persons.

What a row of the record is stands in the questions that fill the lake (`insight.lake.sources`); here they are asked
directly, so the lake, the database and the person at hand cannot mean different purchases.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.engagement.audience.queries import numbers
from omotenashi.engagement.audience.queries.numbers import Keys
from omotenashi.engagement.audience.rules import asking, moments
from omotenashi.engagement.audience.rules.asking import Asked
from omotenashi.engagement.audience.rules.moments import Moment
from omotenashi.insight.lake import sources

type Turns = dict[int, datetime]
# Of whom: everybody for None.
type Among = Collection[UUID] | None

_HERE = " AND {node} IN (SELECT x.node_id FROM customers_nodeperson x WHERE x.person_id = ANY(%(persons)s))"
_OWNER = """ JOIN customers_node mine ON mine.seq = r.node JOIN customers_nodeperson whose ON whose.node_id = mine.id
JOIN customers_person p ON p.id = whose.person_id"""


def purchases(*, zone: str, among: Among) -> str:
    """Give the question for valid orders and stray returns with their persons."""
    orders = sources.ORDERS.format(zone=zone, months=_here("o.node_id", among))
    returns = sources.RETURNS.format(zone=zone) + _here("r.node_id", among)
    return f"""SELECT p.seq AS person, r.* FROM (
SELECT o."order", o.node, o.day, o.placed_at AS at, o.channel, o.location, o.medium, o.gross - o.returned AS amount,
  o.priced AS counts, o.staff FROM ({orders}) o WHERE NOT o.cancelled
UNION ALL
SELECT NULL, b.node, b.day, NULL, b.channel, b.location, NULL, -b.amount, false, NULL FROM ({returns}) b WHERE b."order" IS NULL
) r{_OWNER}"""


def goods(*, zone: str, among: Among) -> str:
    """Give the question for what was in orders: order, product, category, and the brand the product has now."""
    lines = sources.LINES.format(zone=zone, months=_here("o.node_id", among))
    return f"""SELECT DISTINCT l."order", l.product, l.category, nullif(b.brand, '') AS brand FROM ({lines}) l
LEFT JOIN catalogue_product b ON b.code = l.product WHERE l.kind = 'goods'"""


def touches(*, zone: str, among: Among) -> str:
    """Give the question for what people did without buying, with their persons."""
    found = sources.TOUCHES.format(zone=zone, entry=0) + _here("e.node_id", among)
    return f"SELECT p.seq AS person, r.* FROM ({found}) r{_OWNER}"


def answers(*, zone: str, among: Among) -> str:
    """Give the question for why people bought, with their persons."""
    found = sources.ANSWERS.format(zone=zone, entry=0) + _here("e.node_id", among)
    return f"SELECT p.seq AS person, r.* FROM ({found}) r{_OWNER}"


def notes(*, zone: str, among: Among) -> str:
    """Give the question for what scenarios noted of people, with their persons."""
    found = sources.NOTES.format(zone=zone, noted=0) + _here("e.node_id", among)
    return f"SELECT p.seq AS person, r.* FROM ({found}) r{_OWNER}"


def meeting(asked: Asked, moment: Moment, *, among: Among = None) -> tuple[Keys, Turns]:
    """Give who meets a condition, and when that may turn for whom soon."""
    who, rows, gone = _ASK[asked.what](asked.params, moment, among)
    said = {
        "day": moment.day, "persons": sorted(among or ()), "ahead": moments.AHEAD if moment.awake else 0, "gone": gone,
        **_values(asked.params),
    }  # fmt: skip
    turns = bulk.rows(_TURNS.format(rows=rows), said)
    return numbers.keys(who, said), {seq: moment.turn(day) for seq, day in turns}


_TURNS = """
SELECT r.person, min(r.day + off) FROM ({rows}) r CROSS JOIN unnest(%(gone)s::int[]) off
WHERE r.day + off > %(day)s AND r.day + off <= %(day)s + %(ahead)s GROUP BY r.person
"""


def _values(params: Any) -> dict[str, Any]:
    """Every value of a condition under its name, lists as lists."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in vars(params).items()} | {
        "start": params.start, "end": params.end,
    }  # fmt: skip


def _bought(params: Any, moment: Moment, among: Among) -> tuple[str, str, list[int]]:
    rows = f"SELECT * FROM ({purchases(zone=str(moment.zone), among=among)}) r WHERE {_narrowed(params, moment, among)}{_PERIOD}"
    found = f"""SELECT r.person FROM ({rows}) r WHERE r.day <= %(day)s AND {_WITHIN} GROUP BY r.person
HAVING count(DISTINCT r.day) FILTER (WHERE r.counts) >= %(least)s
  AND (%(most)s = 0 OR count(DISTINCT r.day) FILTER (WHERE r.counts) <= %(most)s)
  AND (%(amount_from)s = 0 OR sum(r.amount) >= %(amount_from)s) AND (%(amount_to)s = 0 OR sum(r.amount) <= %(amount_to)s)"""
    return found, rows, moments.windows(params.within)


def _last(params: Any, moment: Moment, among: Among) -> tuple[str, str, list[int]]:
    rows = f"""SELECT * FROM ({purchases(zone=str(moment.zone), among=among)}) r
WHERE r.counts AND {_narrowed(params, moment, among)}"""
    found = f"""SELECT r.person FROM ({rows}) r WHERE r.day <= %(day)s GROUP BY r.person
HAVING %(day)s - max(r.day) >= %(days_from)s AND (%(days_to)s = 0 OR %(day)s - max(r.day) <= %(days_to)s)"""
    return found, rows, moments.windows(params.days_from, params.days_to + 1 if params.days_to else 0)


def _first(params: Any, moment: Moment, among: Among) -> tuple[str, str, list[int]]:
    rows = f"SELECT * FROM ({purchases(zone=str(moment.zone), among=among)}) r WHERE r.counts"
    fits = "".join(f" AND coalesce(f.{name}, '') = ANY(%({name})s)" for name in _PLACES if getattr(params, name))
    found = f"""SELECT f.person FROM (SELECT DISTINCT ON (r.person) r.* FROM ({rows}) r WHERE r.day <= %(day)s
ORDER BY r.person, r.at, r."order") f WHERE true{fits}{_PERIOD.replace("r.", "f.")}"""
    return found, rows, [0]


def _touched(params: Any, moment: Moment, among: Among) -> tuple[str, str, list[int]]:
    rows = f"""SELECT * FROM ({touches(zone=str(moment.zone), among=among)}) r
WHERE r.act = %(act)s AND {_placed(params)}{_PERIOD}"""
    return _OFTEN.format(rows=rows), rows, moments.windows(params.within)


def _noted(params: Any, moment: Moment, among: Among) -> tuple[str, str, list[int]]:
    rows = f"""SELECT * FROM ({notes(zone=str(moment.zone), among=among)}) r
WHERE {"r.name = ANY(%(note)s)" if params.note else "true"}{_PERIOD}"""
    return _OFTEN.format(rows=rows), rows, moments.windows(params.within)


def _sequence(params: Any, moment: Moment, among: Among) -> tuple[str, str, list[int]]:
    rows = f"SELECT * FROM ({touches(zone=str(moment.zone), among=among)}) r WHERE {_placed(params)}"
    found = f"""WITH t AS MATERIALIZED (SELECT r.person, r.act, r.at, r.day FROM ({rows}) r WHERE r.day <= %(day)s)
SELECT DISTINCT r.person FROM t r JOIN t b ON b.person = r.person AND b.act = %(first)s AND b.at < r.at
  AND b.at > r.at - make_interval(hours => %(hours)s)
WHERE r.act = %(then)s AND {_WITHIN}{_PERIOD}"""
    return found, rows, moments.windows(params.within)


def _reason(params: Any, moment: Moment, among: Among) -> tuple[str, str, list[int]]:
    rows = answers(zone=str(moment.zone), among=among)
    found = f"""SELECT r.person FROM (SELECT DISTINCT ON (r.person, r.number, coalesce(r.origin, '')) r.* FROM ({rows}) r
WHERE r.day <= %(day)s ORDER BY r.person, r.number, coalesce(r.origin, ''), r.at DESC, r.entry DESC) r
WHERE r.reason = ANY(%(reason)s) AND {_WITHIN}{_PERIOD}"""
    return found, rows, moments.windows(params.within)


def _kind(params: Any, moment: Moment, among: Among) -> tuple[str, str, list[int]]:
    """As the measure has it (`measures.cpm`): purchases of one day are one, and what is no purchase is worth something too."""
    rows = f"SELECT * FROM ({purchases(zone=str(moment.zone), among=among)}) r WHERE {_narrowed(params, moment, among)}{_PERIOD}"
    found = f"""SELECT k.person FROM (SELECT r.person, count(DISTINCT r.day) FILTER (WHERE r.counts) AS times, sum(r.amount) AS amount,
  min(r.day) FILTER (WHERE r.counts) AS first, max(r.day) FILTER (WHERE r.counts) AS last
FROM ({rows}) r WHERE r.day <= %(day)s GROUP BY r.person) k WHERE k.times > 0
  AND CASE WHEN k.times = 1 THEN 'first' WHEN k.amount >= %(spent)s AND k.last - k.first >= %(stay)s THEN 'best'
    WHEN k.amount >= %(spent)s AND %(ranks)s::text = '5' THEN 'fashion' WHEN k.last - k.first >= %(stay)s THEN 'steady' ELSE 'toddler' END = ANY(%(kind)s)
  AND (%(state)s::text[] = '{{}}' OR CASE WHEN %(day)s - k.last > %(days)s THEN 'gone' ELSE 'active' END = ANY(%(state)s))"""
    return found, rows, moments.windows(params.days + 1)


_ASK: dict[str, Callable[[Any, Moment, Among], tuple[str, str, list[int]]]] = {
    "bought": _bought, "last": _last, "first": _first, "touched": _touched, "sequence": _sequence, "reason": _reason,
    "noted": _noted,
    "kind": _kind,
}  # fmt: skip
_PLACES = ("channel", "location", "medium")
_PERIOD = (
    " AND (%(start)s::date IS NULL OR r.day >= %(start)s::date) AND (%(end)s::date IS NULL OR r.day <= %(end)s::date)"
)
_WITHIN = "(%(within)s = 0 OR r.day > %(day)s - %(within)s)"
# Who did it so often.
_OFTEN = f"""SELECT r.person FROM ({{rows}}) r WHERE r.day <= %(day)s AND {_WITHIN}
GROUP BY r.person HAVING count(*) >= %(least)s AND (%(most)s = 0 OR count(*) <= %(most)s)"""


def _here(node: str, among: Among) -> str:
    return "" if among is None else _HERE.format(node=node)


def _narrowed(params: Any, moment: Moment, among: Among) -> str:
    wanted = asking.narrows(params)
    said = [f"r.{name} = ANY(%({name})s)" for name in (*_PLACES, "staff") if name in wanted]
    inside = [f"g.{name} = ANY(%({name})s)" for name in ("product", "category", "brand") if name in wanted]
    if inside:
        things = goods(zone=str(moment.zone), among=among)
        said.append(f'r."order" IN (SELECT g."order" FROM ({things}) g WHERE {" AND ".join(inside)})')
    elif "medium" in wanted:
        said.append('r."order" IS NOT NULL')
    return " AND ".join(said) or "true"


def _placed(params: Any) -> str:
    wanted = asking.narrows(params)
    return (
        " AND ".join(f"r.{name} = ANY(%({name})s)" for name in ("channel", "location", "product") if name in wanted)
        or "true"
    )
