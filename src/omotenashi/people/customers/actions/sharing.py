# SPDX-License-Identifier: Apache-2.0
"""Shared keys: a tablet in the shop, a landline of a family. They carry facts, join nobody, and are no person."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.people.customers.actions import splits


@transaction.atomic
def share(node_ids: Collection[UUID], *, by: str, reason: str, now: datetime) -> set[UUID]:
    """Mark nodes as shared and take their edges back; the wishes are kept. Give the persons that were taken apart."""
    keys = sorted(node_ids)
    fresh = {key for (key,) in bulk.rows(_SHARE, [now, keys])}
    if not fresh:
        return set()
    persons = splits.persons_of(fresh)
    edges = [key for (key,) in bulk.rows(_EDGES, [keys, keys])]
    split = splits.take_apart(persons, retract=edges, by=by, reason=reason, wish="shared", now=now)
    splits.settle(split, by=by, reason=reason, kind="share", now=now)
    return {person for person, parts in split.parts.items() if len(parts) > 1}


@transaction.atomic
def unshare(node_ids: Collection[UUID], *, now: datetime) -> None:
    """Let nodes join again; what was wished meanwhile is tried again."""
    keys = sorted(node_ids)
    bulk.run("UPDATE customers_node SET shared_since = NULL WHERE id = ANY(%s)", [keys])
    splits.retry(keys, now=now)
    splits.give_persons(keys, now=now)


_SHARE = "UPDATE customers_node SET shared_since = %s WHERE id = ANY(%s) AND shared_since IS NULL RETURNING id"
_EDGES = "SELECT id FROM customers_edge WHERE retracted_at IS NULL AND (a_id = ANY(%s) OR b_id = ANY(%s))"
