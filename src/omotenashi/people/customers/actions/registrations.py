# SPDX-License-Identifier: Apache-2.0
"""Register customers: the one door by which a source says "these identifiers and these fields are one human".

Imports, the API, the till and the simulation all come through here, one record or a hundred thousand.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.base.outbox.actions import publish
from omotenashi.people.customers import rules
from omotenashi.people.customers.actions import identities, profiles
from omotenashi.people.customers.events import CustomerRegistered, CustomersMerged, ProfileChanged
from omotenashi.people.customers.rules import Identifier, normalise

__all__ = ["CustomerRecord", "Identifier", "Outcome", "normalise", "receipt_nodes", "register"]


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerRecord:
    """What one source says about one customer.

    `fields` holds name, kana, birth_date (ISO), gender, postal_code, prefecture, city, address, rank; others are
    not kept. `observed_at` is when the source knew it; the newest of a source counts.
    """

    identifiers: tuple[Identifier, ...]
    fields: dict[str, str] = field(default_factory=dict)
    observed_at: datetime
    registered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a record came to: `created`, `updated`, `unchanged`, or `refused` when no identifier could be used."""

    kind: str
    node_id: UUID | None
    person_id: UUID | None


_REFUSED = Outcome("refused", None, None)


@transaction.atomic
def register(
    records: Sequence[CustomerRecord], *, source: str, now: datetime, cause_id: str = "", tell: bool = True
) -> list[Outcome]:
    """Register customers in one transaction and say what became of each, in the order given.

    With `tell=False` no CustomerRegistered is published (for orders that name a customer in passing).
    """
    keyed = [rules.in_order(record.identifiers) for record in records]
    seen = _first_seen(records, keyed)
    nodes = identities.ensure_nodes(seen, seen_at=seen)
    joins = [
        identities.Join(nodes[keys[0]], nodes[other], f"together:{keys[0].type}+{other.type}")
        for keys in keyed
        for other in keys[1:]
    ]
    cause = ("import" if source.startswith("import") else source, cause_id or source)
    joined = identities.join_nodes(list(nodes.values()), joins, cause=cause, now=now)
    told = profiles.note_fields(
        (nodes[keys[0]].id, name, value, source, record.observed_at)
        for record, keys in zip(records, keyed, strict=True)
        if keys
        for name, value in profiles.group_fields(record.fields.items()).items()
    )
    _ensure_contact_points(nodes)
    new_ends = {end for edge in joined.new_edges for end in edge}
    touched = {joined.person_of[node] for node in told | new_ends} | joined.created
    profiles.reconcile(touched, now=now)
    _tell(joined, touched, nodes, source=source, now=now, seen=seen, registrations=tell)
    return _outcomes(keyed, nodes, joined, told, new_ends)


def _first_seen(
    records: Sequence[CustomerRecord], keyed: Sequence[tuple[Identifier, ...]]
) -> dict[Identifier, datetime]:
    seen: dict[Identifier, datetime] = {}
    for record, keys in zip(records, keyed, strict=True):
        moment = record.registered_at or record.observed_at
        for key in keys:
            seen[key] = min(moment, seen.get(key, moment))
    return seen


def _ensure_contact_points(nodes: dict[Identifier, identities.NodeRef]) -> None:
    reachable = [
        (new_id(), node.id, rules.CONTACT_CHANNELS[key.type], identities.hash_of(key))
        for key, node in nodes.items()
        if key.type in rules.CONTACT_CHANNELS
    ]
    bulk.stage(
        "stage_contact", {"id": "uuid", "node_id": "uuid", "channel": "text", "address_hash": "bytea"}, reachable
    )
    bulk.run(
        "INSERT INTO customers_contactpoint (id, node_id, channel, address_hash)"
        " SELECT * FROM stage_contact ON CONFLICT (node_id) DO NOTHING"
    )


def _tell(
    joined: identities.Joined,
    touched: set[UUID],
    nodes: dict[Identifier, identities.NodeRef],
    *,
    source: str,
    now: datetime,
    seen: dict[Identifier, datetime],
    registrations: bool,
) -> None:
    first_of = {node.id: seen[key] for key, node in nodes.items()}
    if registrations:
        publish(
            *(
                CustomerRegistered(node_id=person, person_id=person, at=first_of.get(person, now), source=source)
                for person in sorted(joined.created)
            )
        )
    publish(*(CustomersMerged(person_id=new, ended_person_id=old, at=now) for old, new in joined.ended.items()))
    publish(*(ProfileChanged(person_id=person, at=now) for person in sorted(touched - joined.created)))


def _outcomes(
    keyed: Sequence[tuple[Identifier, ...]],
    nodes: dict[Identifier, identities.NodeRef],
    joined: identities.Joined,
    told: set[UUID],
    new_ends: set[UUID],
) -> list[Outcome]:
    unnamed = set(joined.created)
    outcomes = []
    for keys in keyed:
        if not keys:
            outcomes.append(_REFUSED)
            continue
        anchor = nodes[keys[0]].id
        person = joined.person_of[anchor]
        kind = "created" if person in unnamed else "updated" if anchor in told | new_ends else "unchanged"
        unnamed.discard(person)
        outcomes.append(Outcome(kind, anchor, person))
    return outcomes


@transaction.atomic
def receipt_nodes(keys: Sequence[str], *, now: datetime) -> dict[str, UUID]:
    """Give a node for each receipt that names nobody, so that a claim can join it to a person later.

    A receipt is not yet a person: it has no row in `NodePerson`.
    """
    named = {Identifier("receipt", key): key for key in keys}
    nodes = identities.ensure_nodes(named, seen_at=dict.fromkeys(named, now))
    return {named[identifier]: node.id for identifier, node in nodes.items()}
