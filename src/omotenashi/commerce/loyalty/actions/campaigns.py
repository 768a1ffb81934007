# SPDX-License-Identifier: Apache-2.0
"""Write campaigns, and give their codes out: many at once in a batch with its progress, or one to one customer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.commerce.loyalty.models import Campaign, CodeBatch, CouponCode
from omotenashi.commerce.loyalty.rules import Conflict, codes
from omotenashi.commerce.loyalty.rules.promotions import Campaign as Rule
from omotenashi.commerce.loyalty.rules.promotions import Kind

CODES_AT_ONCE = 5_000
_TERMS = frozenset(field.name for field in fields(Rule)) | {"kind"}


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignRecord:
    """One campaign as it is written. `terms` are the engine's conditions and effect (`kind`, `value`, `min_spend` …)."""

    code: str
    name: str
    terms: Mapping[str, Any]
    by_coupon: bool = False
    priority: int = 100
    stack_group: str = ""
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    cap_amount: int | None = None
    cap_count: int | None = None
    per_customer: int | None = None
    reissue: bool = True


@transaction.atomic
def save_campaign(record: CampaignRecord, *, now: datetime) -> UUID:
    """Write a campaign, new or changed; its version rises with each change. Raises ValueError for terms nobody knows."""
    Kind(record.terms["kind"])
    if unknown := set(record.terms) - _TERMS:
        raise ValueError(f"unknown terms: {sorted(unknown)}")
    said = {field.name: getattr(record, field.name) for field in fields(record)} | {"terms": dict(record.terms)}
    row = Campaign.objects.select_for_update().filter(code=record.code).first()
    if row is None:
        return Campaign.objects.create(id=new_id(), changed_at=now, **said).id
    if any(getattr(row, name) != value for name, value in said.items()):
        Campaign.objects.filter(pk=row.pk).update(version=row.version + 1, changed_at=now, **said)
    return row.id


@transaction.atomic
def stop_campaign(*, code: str, now: datetime) -> bool:
    """Stop a campaign; say whether this call did it. What is locked may still be redeemed."""
    return Campaign.objects.filter(code=code, stopped_at=None).update(stopped_at=now, changed_at=now) > 0


@transaction.atomic
def resume_campaign(*, code: str, now: datetime) -> bool:
    """Let a stopped campaign run again; say whether this call did it."""
    return Campaign.objects.filter(code=code, stopped_at__isnull=False).update(stopped_at=None, changed_at=now) > 0


@transaction.atomic
def order_codes(
    *, campaign: str, count: int, key: str, now: datetime, channel: str = "", expires_at: datetime | None = None
) -> UUID:
    """Ask for a batch of codes; `jobs.make_codes` makes them. The same key again is the same batch."""
    owner = Campaign.objects.get(code=campaign)
    batch, _ = CodeBatch.objects.get_or_create(
        key=key,
        defaults={
            "id": new_id(), "campaign": owner, "count": count, "channel": channel, "expires_at": expires_at,
            "asked_at": now,
        },
    )  # fmt: skip
    if (batch.campaign_id, batch.count) != (owner.id, count):
        raise Conflict(key)
    return batch.id


@transaction.atomic
def make_codes(*, batch_id: UUID | str, now: datetime) -> int:
    """Make the next codes of a batch in one transaction; give how many are still to come."""
    batch = CodeBatch.objects.select_for_update().get(pk=batch_id)
    ids = [new_id() for _ in range(min(CODES_AT_ONCE, batch.count - batch.made))]
    _write(ids, batch.campaign_id, batch.id, None, batch.expires_at, now)
    batch.made += len(ids)
    batch.finished_at = now if batch.made == batch.count else None
    batch.save(update_fields=["made", "finished_at"])
    return batch.count - batch.made


@transaction.atomic
def give_coupons(
    *, campaign: str, node_ids: Iterable[UUID], key: str, now: datetime, channel: str = "",
    expires_at: datetime | None = None,
) -> int:  # fmt: skip
    """Give each customer a code of their own, in one batch; give how many. The same key again gives nothing more."""
    nodes = sorted(set(node_ids))
    batch_id = order_codes(
        campaign=campaign, count=len(nodes), key=key, now=now, channel=channel, expires_at=expires_at
    )
    batch = CodeBatch.objects.select_for_update().get(pk=batch_id)
    if batch.finished_at:
        return 0
    _write([new_id() for _ in nodes], batch.campaign_id, batch.id, nodes, expires_at, now)
    CodeBatch.objects.filter(pk=batch.pk).update(made=len(nodes), finished_at=now)
    return len(nodes)


@transaction.atomic
def see_coupons(*, code_ids: Iterable[UUID], now: datetime) -> int:
    """Note that coupons were looked at, the first time."""
    return CouponCode.objects.filter(pk__in=set(code_ids), viewed_at=None).update(viewed_at=now)


def _write(
    ids: list[UUID], campaign_id: UUID, batch_id: UUID, nodes: list[UUID] | None, expires_at: datetime | None,
    now: datetime,
) -> None:  # fmt: skip
    secret = settings.VALUE_KEY
    owners: list[UUID | None] = [*nodes] if nodes else [None] * len(ids)
    state, given_at = ("assigned", now) if nodes else ("issued", None)
    bulk.copy(
        "loyalty_couponcode",
        ["id", "code_hash", "campaign_id", "batch_id", "state", "node_id", "issued_at", "assigned_at", "expires_at"],
        (
            (key, codes.hash_of(codes.code_of(key, secret=secret), secret=secret), campaign_id, batch_id, state,
             node, now, given_at, expires_at)
            for key, node in zip(ids, owners, strict=True)
        ),
    )  # fmt: skip
