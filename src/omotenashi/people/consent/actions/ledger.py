# SPDX-License-Identifier: Apache-2.0
"""Give and withdraw. The ledger decides; the state is only its last word."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.base.outbox.actions import publish
from omotenashi.people.consent.actions import suppressions
from omotenashi.people.consent.events import ConsentChanged
from omotenashi.people.consent.models import Purpose, WordingVersion
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
    wording_id: int | None = None
    actor: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """How we know of an act: the form, from where, and whether the person did it with the address in hand.

    `own_act`: a signed link or code that was sent to this very address was used. `guardian`: who gave it for a child.
    """

    form: str = ""
    ip: str = ""
    user_agent: str = ""
    guardian: str = ""
    own_act: bool = False

    def as_json(self) -> str:
        """Give what is known as JSON."""
        known = {name: getattr(self, name) for name in ("form", "ip", "user_agent", "guardian", "own_act")}
        return json.dumps({name: value for name, value in known.items() if value}, ensure_ascii=False)


@transaction.atomic
def give(
    *,
    contact_point: ContactPoint,
    purpose: str,
    source: str,
    now: datetime,
    proof: Proof,
    wording: WordingVersion | None = None,
    actor: str = "",
) -> bool:
    """Write down that an address allows a purpose; say whether that changed what holds.

    Only the person's own act lifts a suppression of the address; anything else leaves it stopped.
    """
    if proof.own_act:
        suppressions.lift_by_own_act(contact_point=contact_point, by=actor or "customer", reason=source, now=now)
    return _act(contact_point, purpose, "granted", source=source, now=now, proof=proof, wording=wording, actor=actor)


@transaction.atomic
def withdraw(
    *,
    contact_point: ContactPoint,
    purpose: str,
    source: str,
    now: datetime,
    proof: Proof,
    wording: WordingVersion | None = None,
    actor: str = "",
) -> bool:
    """Write down that an address allows a purpose no longer; say whether that changed what holds."""
    return _act(contact_point, purpose, "withdrawn", source=source, now=now, proof=proof, wording=wording, actor=actor)


@transaction.atomic
def stop_everything(
    *,
    contact_point: ContactPoint,
    source: str,
    now: datetime,
    proof: Proof,
    actor: str = "",
    reason: str = "unsubscribed",
) -> None:
    """Withdraw every purpose but the order's own messages, and suppress the address for all advertising."""
    for purpose in Purpose.objects.exclude(kind=Purpose.Kind.TRANSACTIONAL).order_by("code"):
        _act(contact_point, purpose.code, "withdrawn", source=source, now=now, proof=proof, wording=None, actor=actor)
    suppressions.suppress(contact_point=contact_point, reason=reason, now=now, by=actor or "customer")


@transaction.atomic
def word(*, purpose: str, text_ja: str, text_en: str, now: datetime) -> WordingVersion:
    """Ask with other words from now on. Words that are in use already stay one version."""
    Purpose.objects.select_for_update().get(code=purpose)
    newest = WordingVersion.objects.filter(purpose=purpose).order_by("-version").first()
    if newest is not None and (newest.text_ja, newest.text_en) == (text_ja, text_en):
        return newest
    last = WordingVersion.objects.filter(purpose=purpose).aggregate(last=Max("version"))["last"] or 0
    return WordingVersion.objects.create(
        purpose_id=purpose, version=last + 1, text_ja=text_ja, text_en=text_en, valid_from=now
    )


def _act(
    contact_point: ContactPoint,
    purpose: str,
    state: str,
    *,
    source: str,
    now: datetime,
    proof: Proof,
    wording: WordingVersion | None,
    actor: str,
) -> bool:
    return _append(
        [
            ConsentRecord(
                node_id=contact_point.node_id,
                purpose=purpose,
                state=state,
                source=source,
                occurred_at=now,
                key=str(new_id()),
                proof=proof.as_json(),
                wording_id=wording.pk if wording else None,
                actor=actor,
            )
        ]
    )[1]


@transaction.atomic
def record(records: Sequence[ConsentRecord]) -> int:
    """Append acts to the ledger and bring the states up to date. Give the number of acts that were new.

    An older act than the one that holds changes nothing; a known key changes nothing. Of two acts of one moment in
    one call, the one that allows less holds. No import lifts a suppression.
    """
    return _append(records)[0]


def _append(records: Sequence[ConsentRecord]) -> tuple[int, bool]:
    bulk.stage(
        "stage_consent",
        _STAGED,
        (
            (new_id(), r.node_id, r.purpose, r.state, r.source, r.occurred_at, r.key, r.proof, r.wording_id, r.actor, r.expires_at)
            for r in records
        ),
    )  # fmt: skip
    new = bulk.run(_APPEND)
    changed = bulk.rows(_FOLD)
    publish(
        *(
            ConsentChanged(node_id=node, at=at, purpose=purpose, channel=channel, state=state)
            for node, at, purpose, channel, state in changed
        )
    )
    return new, bool(changed)


_STAGED = {
    "id": "uuid", "node_id": "uuid", "purpose": "text", "state": "text", "source": "text", "occurred_at": "timestamptz",
    "key": "text", "proof": "jsonb", "wording_id": "bigint", "actor": "text", "expires_at": "timestamptz",
}  # fmt: skip
_APPEND = """
INSERT INTO consent_consententry
  (id, contact_point_id, purpose_id, state, source, proof, occurred_at, key, wording_id, actor, expires_at)
SELECT s.id, c.id, s.purpose, s.state, s.source, s.proof, s.occurred_at, s.key, s.wording_id, s.actor, s.expires_at
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
