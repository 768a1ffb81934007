# SPDX-License-Identifier: Apache-2.0
"""Register customers: the one door by which a source says "these identifiers and these fields are one human".

Imports, the API, the till and the simulation all come through here, one record or a hundred thousand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.people.customers.actions import anchors, nodes, observations, profiles
from omotenashi.people.customers.actions.nodes import Cause, NodeRef
from omotenashi.people.customers.actions.observations import Outcome, Statement
from omotenashi.people.customers.rules import Identifier, normalise

__all__ = ["CustomerRecord", "Identifier", "Outcome", "normalise", "receipt_nodes", "register"]

# So many records at once are mostly new: looking for what is known already would cost more than it saves.
_MANY = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerRecord:
    """What one source says about one customer.

    `fields` holds name, kana, birth_date (ISO), gender, postal_code, prefecture, city, address, rank, zone; others
    are not kept. `observed_at` is when the source knew it; the newest of a source counts.
    """

    identifiers: tuple[Identifier, ...]
    fields: dict[str, str] = field(default_factory=dict)
    observed_at: datetime
    registered_at: datetime | None = None


@transaction.atomic
def register(
    records: Sequence[CustomerRecord], *, source: str, now: datetime, cause_id: str = "", tell: bool = True
) -> list[Outcome]:
    """Register customers in one transaction and say what became of each, in the order given.

    With `tell=False` no CustomerRegistered is published (for orders that name a customer in passing).
    """
    cause = Cause("import" if source.startswith("import") else source, cause_id or source)
    asked = [
        anchors.Asked(record.identifiers, record.registered_at or record.observed_at, trusted=True)
        for record in records
    ]
    found = anchors.find(asked, cause=cause.key, now=now)
    statements = [_statement(record, refs, cause, source) for record, refs in zip(records, found, strict=True)]
    return observations.take(statements, now=now, tell=tell, fresh=len(records) > _MANY)


def _statement(record: CustomerRecord, refs: Sequence[NodeRef], cause: Cause, source: str) -> Statement | None:
    if not refs:
        return None
    fields: Mapping[str, str] = profiles.group_fields(record.fields.items())
    first = record.registered_at or record.observed_at
    return Statement(refs[0], tuple(refs[1:]), fields, record.observed_at, first, cause, source)


@transaction.atomic
def receipt_nodes(keys: Sequence[str], *, now: datetime) -> dict[str, UUID]:
    """Give a node for each receipt that names nobody, so that a claim can join it to a person later.

    A receipt is not yet a person: it has no row in `NodePerson`.
    """
    named = {Identifier("receipt", key): key for key in keys}
    found = nodes.ensure_nodes(named, seen_at=dict.fromkeys(named, now), cause="receipt")
    return {named[identifier]: node.id for identifier, node in found.items()}
