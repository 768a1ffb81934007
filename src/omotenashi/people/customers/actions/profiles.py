# SPDX-License-Identifier: Apache-2.0
"""What sources say about people, and the one profile that follows from it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.base.text import phone, search
from omotenashi.people.customers.rules import NAMELESS

# Fields of a profile that come from field values. What staff entered by hand wins, then the newest.
FIELDS = (
    "name", "kana", "birth_date", "gender", "postal_code", "prefecture", "city", "address", "rank",
)  # fmt: skip
_COLUMNS = ("name", "kana", "email", "phone", "member_no", *FIELDS[2:])


@dataclass(frozen=True, slots=True)
class Said:
    """What a source said about a field of a node. `cause` stands among the causes of the value."""

    node_id: UUID
    field: str
    value: str
    source: str
    observed_at: datetime
    cause: str
    by: str = ""


def note_fields(values: Sequence[Said]) -> tuple[set[UUID], set[UUID]]:
    """Append what differs from the source's newest word on a field.

    Give the nodes of which something new was said, and those of which a source repeated itself later.

    Of several values of one moment the first in the order of text is taken, so that the order of records says nothing
    and the same words said again change nothing; only their cause is added to those of the value.
    """
    if not values:
        return set(), set()
    given, parameters = bulk.given(
        "stage_field",
        {
            "node_id": "uuid", "field": "text", "value": "text", "source": "text", "observed_at": "timestamptz",
            "cause": "text", "by": "text",
        },
        [(v.node_id, v.field, v.value, v.source, v.observed_at, v.cause, v.by) for v in values],
    )  # fmt: skip
    again = {node for (node,) in bulk.rows(_SAID_AGAIN.format(given=given), parameters)}
    return {node for (node,) in bulk.rows(_NOTE.format(given=given), parameters)}, again


def reconcile(persons: Iterable[UUID], *, now: datetime) -> None:
    """Choose anew what each person's profile shows, from the field values and nodes of that person."""
    wanted = sorted(set(persons))
    if not wanted:
        return
    rows: dict[UUID, dict[str, Any]] = {person: {} for person in wanted}
    for person, field, value in bulk.rows(_WINNERS, [wanted]):
        rows[person][field] = value
    for person, kind, known, first_seen in bulk.rows(_KEYS, [wanted]):
        rows[person]["registered_at"] = min(first_seen, rows[person].get("registered_at", first_seen))
        # Nobody searches by a cookie or a receipt, and a person may have hundreds.
        if kind in NAMELESS or not (values := [value for value in known if value is not None]):
            continue
        rows[person][kind] = values[0]
        # Phones are typed as people write them here, 090-…, not as they are kept, +8190….
        rows[person].setdefault("keys", []).extend(map(phone.shown, values) if kind == "phone" else values)
    columns = {**dict.fromkeys(_COLUMNS, "text"), "birth_date": "date"}
    given, parameters = bulk.given(
        "stage_profile",
        {"person_id": "uuid", **columns, "registered_at": "timestamptz", "tokens": "text[]"},
        [_profile_row(person, values, now=now) for person, values in rows.items()],
    )
    names = ", ".join(("person_id", *_COLUMNS, "registered_at", "tokens"))
    changes = ", ".join(f"{name} = excluded.{name}" for name in (*_COLUMNS, "registered_at", "tokens"))
    bulk.run(
        f"INSERT INTO customers_profile ({names}) SELECT {names} FROM {given}"
        f" ON CONFLICT (person_id) DO UPDATE SET {changes}",
        parameters,
    )
    bulk.run("UPDATE customers_person SET changed_in = 0 WHERE id = ANY(%s)", [wanted])


def told_by_several(nodes: Iterable[UUID]) -> set[UUID]:
    """Give the persons of these nodes about whom several sources speak: who spoke last may matter there."""
    return {person for (person,) in bulk.rows(_SEVERAL, [sorted(nodes)])}


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


# A value may be said again by a cause of its own; up to eight are remembered, more are never all taken back.
_NEWEST = """
LEFT JOIN LATERAL (
  SELECT v.id, v.value, v.said_at, v.causes FROM customers_fieldvalue v
  WHERE v.node_id = s.node_id AND v.field = s.field AND v.source = s.source AND v.retracted_at IS NULL
  ORDER BY v.said_at DESC, v.id DESC LIMIT 1
) newest ON true
"""
_SAID_AGAIN = f"""
WITH again AS (
  SELECT newest.id, max(s.observed_at) AS at, min(s.cause) AS cause FROM {{given}} {_NEWEST}
  WHERE newest.value = s.value
    AND (s.observed_at > newest.said_at OR NOT newest.causes @> ARRAY[s.cause] AND cardinality(newest.causes) < 8)
  GROUP BY 1
), locked AS (
  SELECT v.id AS value_id FROM customers_fieldvalue v WHERE v.id IN (SELECT id FROM again) ORDER BY v.id
  FOR NO KEY UPDATE
)
UPDATE customers_fieldvalue v SET said_at = greatest(v.said_at, again.at), causes = CASE
  WHEN v.causes @> ARRAY[again.cause] OR cardinality(v.causes) >= 8 THEN v.causes ELSE v.causes || again.cause END
FROM again JOIN locked ON locked.value_id = again.id WHERE v.id = again.id RETURNING v.node_id
"""
_NOTE = f"""
INSERT INTO customers_fieldvalue (node_id, field, value, source, observed_at, said_at, causes, by)
SELECT s.node_id, s.field, s.value, s.source, s.observed_at, s.observed_at, ARRAY[s.cause], s.by FROM (
  SELECT DISTINCT ON (node_id, field, source, observed_at) * FROM {{given}}
  ORDER BY node_id, field, source, observed_at, value
) s {_NEWEST}
WHERE newest.value IS NULL OR (newest.value <> s.value AND newest.said_at <= s.observed_at)
ORDER BY s.node_id, s.field, s.observed_at, s.value RETURNING node_id
"""
_WINNERS = """
WITH newest AS (
  SELECT DISTINCT ON (v.node_id, v.field, v.source) np.person_id, v.*
  FROM customers_nodeperson np JOIN customers_fieldvalue v USING (node_id)
  WHERE np.person_id = ANY(%s) AND v.retracted_at IS NULL
  ORDER BY v.node_id, v.field, v.source, v.said_at DESC, v.id DESC
)
SELECT DISTINCT ON (person_id, field) person_id, field, value
FROM newest ORDER BY person_id, field, (source = 'staff') DESC, said_at DESC, source, value
"""
_SEVERAL = """
SELECT np.person_id FROM customers_nodeperson np JOIN customers_fieldvalue v USING (node_id)
WHERE np.person_id IN (SELECT person_id FROM customers_nodeperson WHERE node_id = ANY(%s))
GROUP BY 1 HAVING count(DISTINCT (v.source, v.node_id)) > 1
"""
_KEYS = """
SELECT np.person_id, n.type, array_agg(n.value ORDER BY n.first_seen_at, n.value), min(n.first_seen_at)
FROM customers_nodeperson np JOIN customers_node n ON n.id = np.node_id
WHERE np.person_id = ANY(%s) GROUP BY 1, 2
"""
