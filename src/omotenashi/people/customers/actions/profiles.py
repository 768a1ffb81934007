# SPDX-License-Identifier: Apache-2.0
"""What sources say about people, and the one profile that follows from it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.base.text import phone, search, zones
from omotenashi.people.customers.rules import NAMELESS

# Fields of a profile that come from field values. What staff entered by hand wins, then the newest.
FIELDS = (
    "name", "kana", "birth_date", "gender", "postal_code", "prefecture", "city", "address", "rank", "zone",
    "device_zone",
)  # fmt: skip
# Fields that hold the name of a time zone: the one that was said, and the one that a device showed.
ZONES = frozenset({"zone", "device_zone"})
# A value may be said again by a cause of its own; up to eight are remembered, more are never all taken back.
_MOST_CAUSES = 8
# From so many profiles on, their tokens are kept aside and sorted in together.
_MANY = 200
_NOTED = ("node_id", "field", "value", "source", "observed_at", "said_at", "causes", "by")
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
    newest = _newest_of(values)
    repeated: dict[int, tuple[datetime, str]] = {}
    repeating: set[UUID] = set()
    for said in values:
        known = newest.get(_place(said))
        if known and known.value == said.value and known.gains_by(said):
            at, cause = repeated.get(known.id, (said.observed_at, said.cause))
            repeated[known.id] = max(at, said.observed_at), min(cause, said.cause)
            repeating.add(said.node_id)
    _repeat(repeated)
    # What was repeated counts from then on, also against what the same call says of a moment before.
    since = {key: max(at.said_at, repeated.get(at.id, (at.said_at, ""))[0]) for key, at in newest.items()}
    first: dict[tuple[UUID, str, str, datetime], Said] = {}
    for said in values:
        moment = (*_place(said), said.observed_at)
        first[moment] = min(first.get(moment, said), said, key=_text)
    fresh = [
        said
        for said in first.values()
        if (known := newest.get(key := _place(said))) is None
        or (known.value != said.value and since[key] <= said.observed_at)
    ]
    if fresh:
        bulk.copy("customers_fieldvalue", _NOTED, map(_noted, sorted(fresh, key=_in_order)))
    return {said.node_id for said in fresh}, repeating


def reconcile(persons: Iterable[UUID], *, now: datetime) -> None:
    """Choose anew what each person's profile shows, from the field values and nodes of that person."""
    wanted = sorted(set(persons))
    if wanted:
        _show([_profile_row(person, values, now=now) for person, values in _known_of(wanted).items()])
        bulk.run(_MARK, [wanted])


def _known_of(wanted: list[UUID]) -> dict[UUID, dict[str, Any]]:
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
    return rows


def _show(rows: Sequence[tuple[Any, ...]]) -> None:
    columns = {**dict.fromkeys(_COLUMNS, "text"), "birth_date": "date"}
    given, parameters = bulk.given(
        "stage_profile",
        {"person_id": "uuid", **columns, "registered_at": "timestamptz", "tokens": "text[]"},
        rows,
    )
    names = ", ".join(("person_id", *_COLUMNS, "registered_at", "tokens"))
    shown = (*_COLUMNS, "registered_at", "tokens")
    changes = ", ".join(f"{name} = excluded.{name}" for name in shown)
    was, will = ", ".join(f"p.{name}" for name in shown), ", ".join(f"excluded.{name}" for name in shown)
    # Four indexes, one of them of many tokens, follow each row that is written: none is that says what it said before.
    many = len(rows) > _MANY
    if many:
        bulk.run("SET LOCAL gin_pending_list_limit = '64MB'")
    bulk.run(
        f"INSERT INTO customers_profile AS p ({names}) SELECT {names} FROM {given}"
        f" ON CONFLICT (person_id) DO UPDATE SET {changes} WHERE ({was}) IS DISTINCT FROM ({will})",
        parameters,
    )
    if many:
        # Sorted in at once: whoever searches next finds no long list to read through.
        bulk.run("SELECT gin_clean_pending_list('customers_profile_tokens')")


type _Place = tuple[UUID, str, str]


@dataclass(frozen=True, slots=True)
class _Known:
    """The newest value of a source on a field of a node."""

    id: int
    value: str
    said_at: datetime
    causes: list[str]

    def gains_by(self, said: Said) -> bool:
        """Whether saying the same again adds something: a later moment, or one more cause."""
        more = said.cause not in self.causes and len(self.causes) < _MOST_CAUSES
        return said.observed_at > self.said_at or more


def _newest_of(values: Sequence[Said]) -> dict[_Place, _Known]:
    nodes, sources = {said.node_id for said in values}, {said.source for said in values}
    found = bulk.rows(_NEWEST, [sorted(nodes), sorted(sources)])
    return {(node, field, source): _Known(*rest) for node, field, source, *rest in found}


def _repeat(repeated: Mapping[int, tuple[datetime, str]]) -> None:
    if not repeated:
        return
    bulk.run(_LOCK, [sorted(repeated)])
    rows = [(key, *repeated[key]) for key in sorted(repeated)]
    given, parameters = bulk.given("stage_repeat", {"id": "bigint", "at": "timestamptz", "cause": "text"}, rows)
    bulk.run(_REPEAT.format(given=given), parameters)


def _place(said: Said) -> _Place:
    return said.node_id, said.field, said.source


def _text(said: Said) -> tuple[str, str, str]:
    return said.value, said.cause, said.by


def _in_order(said: Said) -> tuple[int, str, datetime, str]:
    return said.node_id.int, said.field, said.observed_at, said.value


def _noted(said: Said) -> tuple[Any, ...]:
    at = said.observed_at
    return said.node_id, said.field, said.value, said.source, at, at, [said.cause], said.by


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
    """Keep the known, non-empty fields of a record; of a time zone its name, and nothing where it is none."""
    named = ((field, zones.known(value) if field in ZONES else value) for field, value in values)
    return {field: value for field, value in named if field in FIELDS and value}


# Who was made or changed in this transaction bears its mark already.
_MARK = """
UPDATE customers_person SET changed_in = 0
WHERE id = ANY(%s) AND changed_in IS DISTINCT FROM pg_current_xact_id()::text::bigint
"""
_NEWEST = """
SELECT DISTINCT ON (node_id, field, source) node_id, field, source, id, value, said_at, causes
FROM customers_fieldvalue WHERE node_id = ANY(%s) AND source = ANY(%s) AND retracted_at IS NULL
ORDER BY node_id, field, source, said_at DESC, id DESC
"""
_LOCK = "SELECT 1 FROM customers_fieldvalue WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
_REPEAT = f"""
UPDATE customers_fieldvalue v SET said_at = greatest(v.said_at, s.at), causes = CASE
  WHEN v.causes @> ARRAY[s.cause] OR cardinality(v.causes) >= {_MOST_CAUSES} THEN v.causes ELSE v.causes || s.cause END
FROM {{given}} WHERE v.id = s.id
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
