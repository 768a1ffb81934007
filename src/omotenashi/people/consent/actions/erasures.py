# SPDX-License-Identifier: Apache-2.0
"""An erased person keeps being left in peace: addresses are suppressed, proofs lose what tells of the human."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.erasing import tables
from omotenashi.base.erasing.traces import Traces
from omotenashi.people.consent.actions import suppressions
from omotenashi.people.customers.models import ContactPoint


@transaction.atomic
def erase(node_ids: Sequence[UUID], *, traces: Traces, at: datetime) -> dict[str, int]:
    """Suppress the addresses and empty proofs, requests and messages. Give the rows by table.

    The acts themselves stay with the hash of the address: they are the proof that the law asks for (three years).
    """
    nodes = {"nodes": list(node_ids)}
    for point in ContactPoint.objects.filter(node_id__in=node_ids):
        suppressions.suppress(contact_point=point, reason="erased", now=at, by="erasure")
    with tables.journals_open():
        return {
            "consent_consententry": bulk.run(_PROOFS, nodes),
            "consent_case": bulk.run(_CASES, nodes),
            "consent_caseentry": bulk.run(_JOURNAL, nodes)
            + tables.take_from("consent_caseentry", key="id", columns={"text": "text"}, traces=traces),
            "consent_challenge": bulk.run(_CHALLENGES, nodes),
            "consent_suppression": tables.take_from(
                "consent_suppression", key="id", columns={"lift_reason": "text", "by": "text"}, traces=traces
            ),
        }


_PROOFS = """
UPDATE consent_consententry e SET proof = e.proof - 'ip' - 'user_agent' - 'guardian' - 'recording'
FROM customers_contactpoint c WHERE c.id = e.contact_point_id AND c.node_id = ANY(%(nodes)s)
  AND e.proof ?| ARRAY['ip', 'user_agent', 'guardian', 'recording']
"""
_CASES = "UPDATE consent_case SET name = '', address = '', text = '' WHERE node_id = ANY(%(nodes)s)"
_JOURNAL = """
UPDATE consent_caseentry e SET text = '' FROM consent_case c
WHERE c.id = e.case_id AND c.node_id = ANY(%(nodes)s) AND e.text <> ''
"""
_CHALLENGES = """
UPDATE consent_challenge SET address = '', asked_from = '', details = '{}'
WHERE address_hash IN (SELECT address_hash FROM customers_contactpoint WHERE node_id = ANY(%(nodes)s))
"""
