# SPDX-License-Identifier: Apache-2.0
"""What is known of everybody at one moment, as tables for Ibis: profile, scores, points, ways to reach somebody, consent, the
stop list, segments, tags, tastes, usage, and where the shops are.

The record in the lake only grows; these change in place and count as they are now. So they are no part of the lake: whoever
asks takes them as they stand at that moment (`taken`), at full speed, as Arrow. Words are made alike here (NFKC, digits alone),
so that no engine has to know how.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from django.db import connection
from pyarrow import csv

from omotenashi.engagement.audience.queries import at_hand, carried, facts
from omotenashi.places.locations import queries as locations

_TEXT, _KEY, _NUMBER = pa.string(), pa.int64(), pa.float64()


@dataclass(frozen=True)
class People:
    """Everybody, one row each; `contacts` has a row for each way and what it allows (`purpose` empty: nothing); moments are
    microseconds since 1970.
    """

    persons: ir.Table
    contacts: ir.Table
    members: ir.Table
    shops: ir.Table
    reach: ir.Table
    tags: ir.Table
    tastes: ir.Table
    used: ir.Table


def taken(held: Callable[[str, pa.Table], ir.Table] = lambda _name, rows: ibis.memtable(rows)) -> People:
    """Read them as they stand now: inside a transaction that sees one moment, all are of that moment.

    `held` brings them to an engine; without it Ibis' own holds them in memory.
    """
    return People(**{one.name: held(one.name, _read(one.name)) for one in fields(People)})


def _read(name: str) -> pa.Table:
    question, types = _QUESTIONS[name]
    # Django wraps what cursors raise, but not what a COPY raises.
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({question}) TO STDOUT (FORMAT csv)") as source,
    ):
        data = b"".join(source)
    schema = pa.schema(types)
    if not data:
        return schema.empty_table()
    found = csv.read_csv(
        pa.BufferReader(data),
        read_options=csv.ReadOptions(column_names=schema.names),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=schema, null_values=[""], strings_can_be_null=False, true_values=["t"], false_values=["f"]
        ),
    )
    return found.cast(schema)


_PERSONS = f"""
SELECT p.seq, normalize(f.prefecture, NFKC), normalize(f.rank, NFKC), normalize(f.gender, NFKC), {facts.code_of("f")},
  extract(year FROM f.birth_date)::int, extract(month FROM f.birth_date)::int, extract(day FROM f.birth_date)::int,
  coalesce(s.rank, ''), s.sales, s.orders, m.value, m.p_alive * 100, w.points, coalesce(t.tier, '')
FROM customers_profile f JOIN customers_person p ON p.id = f.person_id
JOIN customers_node n ON n.id = p.id AND n.erased_at IS NULL
LEFT JOIN insight_score s ON s.person_id = p.id LEFT JOIN insight_prediction m ON m.person_id = p.id
LEFT JOIN (
  SELECT o.person_id, sum(w.available)::bigint AS points FROM loyalty_wallet w JOIN customers_nodeperson o ON o.node_id = w.node_id
  WHERE w.kind = 'free_points' GROUP BY 1
) w ON w.person_id = p.id
LEFT JOIN ({carried.TIERS.format(among="")}) t ON t.seq = p.seq
"""
_CONTACTS = f"""
SELECT p.seq, c.channel, {facts.STOPPED}, coalesce(t.purpose_id, ''), (extract(epoch FROM e.expires_at) * 1000000)::bigint
FROM customers_contactpoint c JOIN customers_nodeperson o ON o.node_id = c.node_id JOIN customers_person p ON p.id = o.person_id
LEFT JOIN consent_consentstate t ON {facts.GRANTED} LEFT JOIN consent_consententry e ON e.id = t.entry_id
"""
_MEMBERS = """
SELECT p.seq, m.segment_id FROM audience_membership m JOIN customers_person p ON p.id = m.person_id WHERE m.left_at IS NULL
"""
# Of postal codes where somebody lives: there are many more.
_REACH = f"{locations.REACH} WHERE r.postal_code IN (SELECT {facts.code_of('f')} FROM customers_profile f)"
_QUESTIONS: dict[str, tuple[str, dict[str, pa.DataType]]] = {
    "persons": (_PERSONS, {
        "person": _KEY, "prefecture": _TEXT, "member_rank": _TEXT, "gender": _TEXT, "postal_code": _TEXT,
        "year": _KEY, "month": _KEY, "day": _KEY,
        "rank": _TEXT, "ltv": _NUMBER, "orders": _NUMBER, "value": _NUMBER, "alive": _NUMBER, "points": _NUMBER, "tier": _TEXT,
    }),
    "contacts": (_CONTACTS, {"person": _KEY, "channel": _TEXT, "stopped": pa.bool_(), "purpose": _TEXT, "ends": _KEY}),
    "members": (_MEMBERS, {"person": _KEY, "segment": _TEXT}),
    "shops": (at_hand.SHOPS, {"location": _TEXT, "postal_code": _TEXT, "prefecture": _TEXT}),
    "reach": (_REACH, {"location": _TEXT, "postal_code": _TEXT, "km": _NUMBER}),
    "tags": (carried.TAGS.format(among=""), {"person": _KEY, "tag": _TEXT}),
    "tastes": (carried.TASTES.format(among=""), {"person": _KEY, "axis": _TEXT, "value": _TEXT}),
    "used": (carried.USED.format(among=""), {"person": _KEY, "product": _TEXT, "use": _TEXT, "progress": _NUMBER}),
}  # fmt: skip
