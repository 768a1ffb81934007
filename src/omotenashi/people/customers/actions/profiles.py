# SPDX-License-Identifier: Apache-2.0
"""What sources say about people, and the one profile that follows from it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.base.text import phone, search

# Fields of a profile that come from field values. What staff entered by hand wins, then the newest.
FIELDS = (
    "name", "kana", "birth_date", "gender", "postal_code", "prefecture", "city", "address", "rank",
)  # fmt: skip
_COLUMNS = ("name", "kana", "email", "phone", "member_no", *FIELDS[2:])


def note_fields(values: Iterable[tuple[UUID, str, str, str, datetime]]) -> set[UUID]:
    """Append (node, field, value, source, observed at) where it differs from the source's newest. Give the nodes.

    Of several values of one moment the first in the order of text is taken, so that the order of records says nothing
    and the same words said again change nothing.
    """
    bulk.stage(
        "stage_field",
        {"node_id": "uuid", "field": "text", "value": "text", "source": "text", "observed_at": "timestamptz"},
        values,
    )
    sql = (
        "INSERT INTO customers_fieldvalue (node_id, field, value, source, observed_at)"
        " SELECT s.* FROM ("
        "   SELECT DISTINCT ON (node_id, field, source, observed_at) * FROM stage_field"
        "   ORDER BY node_id, field, source, observed_at, value"
        " ) s LEFT JOIN LATERAL ("
        "   SELECT v.value, v.observed_at FROM customers_fieldvalue v"
        "   WHERE v.node_id = s.node_id AND v.field = s.field AND v.source = s.source ORDER BY v.id DESC LIMIT 1"
        " ) newest ON true"
        " WHERE newest.value IS NULL OR (newest.value <> s.value AND newest.observed_at <= s.observed_at)"
        " ORDER BY s.node_id, s.field, s.observed_at, s.value RETURNING node_id"
    )
    return {node for (node,) in bulk.rows(sql)}


def reconcile(persons: Iterable[UUID], *, now: datetime) -> None:
    """Choose anew what each person's profile shows, from the field values and nodes of that person."""
    wanted = sorted(set(persons))
    if not wanted:
        return
    rows: dict[UUID, dict[str, Any]] = {person: {} for person in wanted}
    for person, field, value in bulk.rows(_WINNERS, [wanted]):
        rows[person][field] = value
    for person, kind, values, first_seen in bulk.rows(_KEYS, [wanted]):
        rows[person][kind] = values[0]
        # Phones are typed as people write them here, 090-…, not as they are kept, +8190….
        rows[person].setdefault("keys", []).extend(map(phone.shown, values) if kind == "phone" else values)
        rows[person]["registered_at"] = min(first_seen, rows[person].get("registered_at", first_seen))
    columns = {**dict.fromkeys(_COLUMNS, "text"), "birth_date": "date"}
    bulk.stage(
        "stage_profile",
        {"person_id": "uuid", **columns, "registered_at": "timestamptz", "tokens": "text[]"},
        (_profile_row(person, values, now=now) for person, values in rows.items()),
    )
    names = ", ".join(("person_id", *_COLUMNS, "registered_at", "tokens"))
    changes = ", ".join(f"{name} = excluded.{name}" for name in (*_COLUMNS, "registered_at", "tokens"))
    bulk.run(
        f"INSERT INTO customers_profile ({names}) SELECT {names} FROM stage_profile"
        f" ON CONFLICT (person_id) DO UPDATE SET {changes}"
    )
    bulk.run("UPDATE customers_person SET changed_in = 0 WHERE id = ANY(%s)", [wanted])


def _profile_row(person: UUID, values: Mapping[str, Any], *, now: datetime) -> tuple[Any, ...]:
    text = [str(values.get(name, "")) for name in _COLUMNS]
    born = _as_date(values.get("birth_date"))
    shown: list[Any] = [born if name == "birth_date" else said for name, said in zip(_COLUMNS, text, strict=True)]
    searched = " ".join([values.get("name", ""), values.get("kana", ""), *values.get("keys", ())])
    return (person, *shown, values.get("registered_at", now), search.search_tokens(searched))


def _as_date(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None


def group_fields(values: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Keep the known, non-empty fields of a record."""
    return {field: value for field, value in values if field in FIELDS and value}


_WINNERS = """
WITH newest AS (
  SELECT DISTINCT ON (v.node_id, v.field, v.source) np.person_id, v.*
  FROM customers_nodeperson np JOIN customers_fieldvalue v USING (node_id)
  WHERE np.person_id = ANY(%s)
  ORDER BY v.node_id, v.field, v.source, v.observed_at DESC, v.id DESC
)
SELECT DISTINCT ON (person_id, field) person_id, field, value
FROM newest ORDER BY person_id, field, (source = 'staff') DESC, observed_at DESC, source, value
"""
_KEYS = """
SELECT np.person_id, n.type, array_agg(n.value ORDER BY n.seq), min(n.first_seen_at)
FROM customers_nodeperson np JOIN customers_node n ON n.id = np.node_id
WHERE np.person_id = ANY(%s) AND n.value IS NOT NULL GROUP BY 1, 2
"""
