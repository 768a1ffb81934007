# SPDX-License-Identifier: Apache-2.0
"""The index of persons ready to be compared: kept as profiles change, so that nobody has to be read anew."""

from collections.abc import Collection, Iterable
from datetime import datetime
from hashlib import blake2b
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.people.customers.models import LinkSuggestion, MatchRecord
from omotenashi.people.customers.rules.matching import fields, planning

COLUMNS = (
    "family", "given", "whole", "family_kana", "given_kana", "birth", "gender", "phone", "email", "mailbox", "postcode", "street",
)  # fmt: skip
_STEP = 20_000


def index(persons: Iterable[UUID], *, now: datetime) -> int:
    """Read these persons' profiles anew and give the number whose record changed."""
    wanted = sorted(set(persons))
    return sum(_index(wanted[start : start + _STEP], now=now) for start in range(0, len(wanted), _STEP))


def rebuild(*, now: datetime) -> int:
    """Read the profiles that no record stands for, and forget the records of persons who are no more."""
    gone = (
        "DELETE FROM customers_matchrecord m WHERE NOT EXISTS (SELECT FROM customers_person p WHERE p.id = m.person_id)"
    )
    bulk.run(gone)
    missing = (
        "SELECT p.person_id FROM customers_profile p"
        " WHERE NOT EXISTS (SELECT FROM customers_matchrecord m WHERE m.person_id = p.person_id)"
    )
    return index((person for (person,) in bulk.rows(missing)), now=now)


def forget(persons: Collection[UUID]) -> None:
    """Drop the records of persons who were erased, and what suggestions say about them."""
    MatchRecord.objects.filter(person_id__in=persons).delete()
    for side in ("a_id", "b_id"):
        about = LinkSuggestion.objects.filter(**{f"{side}__in": persons})
        about.update(evidence=[], evidence_hash="")
        about.filter(state="open").update(state="superseded")


def _index(persons: list[UUID], *, now: datetime) -> int:
    if not persons:
        return 0
    made = []
    for person, *values in bulk.rows(_PROFILES, [persons]):
        made.append((person, *_record(values), now))
    known = {row[0] for row in made}
    MatchRecord.objects.filter(person_id__in=[person for person in persons if person not in known]).delete()
    names = ("person_id", *COLUMNS, "keys", "changed_at")
    kinds = {"person_id": "uuid", "keys": "bigint[]", "changed_at": "timestamptz"}
    given, parameters = bulk.given("stage_match", {name: kinds.get(name, "text") for name in names}, made)
    changes = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
    was = ", ".join(f"m.{name}" for name in COLUMNS)
    will = ", ".join(f"excluded.{name}" for name in COLUMNS)
    return bulk.run(
        f"INSERT INTO customers_matchrecord AS m ({', '.join(names)}) SELECT {', '.join(names)} FROM {given}"
        f" ON CONFLICT (person_id) DO UPDATE SET {changes} WHERE ({was}) IS DISTINCT FROM ({will})",
        parameters,
    )


def _record(values: list[str]) -> tuple[object, ...]:
    name, kana, birth, gender, phone, email, postcode, prefecture, city, address = values
    made = fields.record(
        {
            "name": name, "kana": kana, "birth": birth, "gender": gender, "phone": phone, "email": email,
            "postcode": postcode, "state": prefecture, "city": city, "address": address,
        }
    )  # fmt: skip
    # Who is known by the written name only is compared by it, as if it were the reading.
    for part in ("family", "given"):
        made.setdefault(f"{part}_kana", made.get(part, ""))
    record = {name: made.get(name) or None for name in COLUMNS}
    return (*record.values(), [_hash(value) for value in planning.block_values(record)])


def _hash(value: str) -> int:
    return int.from_bytes(blake2b(value.encode(), digest_size=8).digest(), signed=True)


_PROFILES = """
SELECT person_id, name, kana, coalesce(birth_date::text, ''), gender, phone, email, postal_code, prefecture, city, address
FROM customers_profile WHERE person_id = ANY(%s) ORDER BY person_id
"""
