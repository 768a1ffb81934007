# SPDX-License-Identifier: Apache-2.0
"""Give, withdraw and suppress. The ledger decides; the state is only its last word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.base.outbox.actions import publish
from omotenashi.people.consent.events import ConsentChanged
from omotenashi.people.consent.models import Suppression
from omotenashi.people.customers.models import ContactPoint


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsentRecord:
    """One act: on which node, for which purpose, with which answer, when, and the key that makes it count once."""

    node_id: UUID
    purpose: str
    state: str
    source: str
    occurred_at: datetime
    key: str
    proof: str = "{}"


@transaction.atomic
def record(records: Sequence[ConsentRecord]) -> int:
    """Append acts to the ledger and bring the states up to date. Give the number of acts that were new.

    An older act than the one that holds changes nothing; a known key changes nothing. Of two acts of one moment in
    one call, the one that allows less holds.
    """
    bulk.stage(
        "stage_consent",
        {
            "id": "uuid",
            "node_id": "uuid",
            "purpose": "text",
            "state": "text",
            "source": "text",
            "occurred_at": "timestamptz",
            "key": "text",
            "proof": "jsonb",
        },
        ((new_id(), r.node_id, r.purpose, r.state, r.source, r.occurred_at, r.key, r.proof) for r in records),
    )
    new = bulk.run(_APPEND)
    changed = bulk.rows(_FOLD)
    publish(
        *(
            ConsentChanged(node_id=node, at=at, purpose=purpose, channel=channel, state=state)
            for node, at, purpose, channel, state in changed
        )
    )
    return new


@transaction.atomic
def suppress(*, contact_point: ContactPoint, reason: str, now: datetime, scope: str = "marketing") -> None:
    """Stop writing to an address, whatever the ledger says."""
    Suppression.objects.bulk_create(
        [
            Suppression(
                channel=contact_point.channel,
                address_hash=contact_point.address_hash,
                reason=reason,
                since=now,
                scope=scope,
            )
        ],
        ignore_conflicts=True,
    )


_APPEND = """
INSERT INTO consent_consententry (id, contact_point_id, purpose_id, state, source, proof, occurred_at, key)
SELECT s.id, c.id, s.purpose, s.state, s.source, s.proof, s.occurred_at, s.key
FROM stage_consent s JOIN customers_contactpoint c USING (node_id)
ON CONFLICT (key) DO NOTHING
"""
_FOLD = """
WITH newest AS (
  SELECT DISTINCT ON (e.contact_point_id, e.purpose_id) e.*, c.node_id, c.channel
  FROM consent_consententry e JOIN customers_contactpoint c ON c.id = e.contact_point_id
  WHERE c.node_id IN (SELECT node_id FROM stage_consent)
  ORDER BY e.contact_point_id, e.purpose_id, e.occurred_at DESC, e.recorded_at DESC,
    e.state = 'granted', e.key
), folded AS (
  INSERT INTO consent_consentstate (contact_point_id, purpose_id, state, entry_id, occurred_at)
  SELECT contact_point_id, purpose_id, state, id, occurred_at FROM newest
  ON CONFLICT (contact_point_id, purpose_id) DO UPDATE
    SET state = excluded.state, entry_id = excluded.entry_id, occurred_at = excluded.occurred_at
    -- Two writers at once: whoever waited must not put an older act over a newer one.
    WHERE consent_consentstate.entry_id <> excluded.entry_id
      AND consent_consentstate.occurred_at <= excluded.occurred_at
  RETURNING entry_id
)
SELECT n.node_id, n.occurred_at, n.purpose_id, n.channel, n.state FROM newest n JOIN folded f ON f.entry_id = n.id
"""
