# SPDX-License-Identifier: Apache-2.0
"""Write a message down, and let it be sent from then on as it stands."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import Max

from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.actions.approvals import NeedsApproval
from omotenashi.engagement.messaging.models import Template, TemplateVersion
from omotenashi.engagement.messaging.rules import blocks
from omotenashi.people.consent.models import Purpose


class Changed(Exception):
    """Somebody else changed the draft meanwhile."""


@transaction.atomic
def draft(
    *,
    key: str,
    name: str,
    content: Mapping[str, Any],
    now: datetime,
    purpose: str = "marketing",
    channels: Sequence[str] = ("email",),
    seen_at: datetime | None = None,
    by: UUID | None = None,
) -> Template:
    """Keep a draft under its key; it may be unfinished. Raises BadTemplate, Purpose.DoesNotExist, Changed."""
    kept = blocks.read(content).kept()
    Purpose.objects.get(pk=purpose)
    values = {"name": name, "purpose_id": purpose, "channels": list(channels), "draft": kept, "changed_at": now}
    found, made = Template.objects.select_for_update().get_or_create(
        key=key, defaults={**values, "made_at": now, "made_by_id": by}
    )
    if made:
        return found
    if seen_at is not None and found.changed_at != seen_at:
        raise Changed(key)
    for field, value in values.items():
        setattr(found, field, value)
    found.save(update_fields=list(values))
    return found


@transaction.atomic
def publish(
    template_id: UUID, *, now: datetime, by: UUID | None = None, demands_approval: bool = False
) -> TemplateVersion:
    """Let a draft be sent from now on; the same words make no new version. Raises BadTemplate, NeedsApproval.

    `demands_approval`: where the house asks for a second person, they said yes to these very words. What is taken over
    ready-made comes without; it is asked for when a scenario with it begins to live.
    """
    template = Template.objects.select_for_update(of=("self",)).select_related("purpose").get(pk=template_id)
    read = blocks.checked(blocks.read(template.draft))
    if (claim := queries.forbidden(read)) is not None:
        raise blocks.BadTemplate("forbidden", where=claim.where, detail=claim.word)
    content = read.kept()
    if demands_approval and queries.needs_approval(template) and not queries.is_approved(template):
        raise NeedsApproval(template.key)
    checksum = hashlib.sha256(msgspec.json.encode(content, order="sorted")).hexdigest()
    newest = TemplateVersion.objects.filter(template=template, number=template.version).first()
    if newest is not None and newest.checksum == checksum:
        return newest
    # Variants that were tried have numbers, too.
    highest = TemplateVersion.objects.filter(template=template).aggregate(Max("number"))["number__max"] or 0
    template.version = highest + 1
    template.save(update_fields=["version"])
    return TemplateVersion.objects.create(
        template=template, number=template.version, content=content, checksum=checksum, published_at=now,
        published_by_id=by,
    )  # fmt: skip


def archive(template_id: UUID, *, now: datetime) -> bool:
    """Put a template away; what is on its way still goes out. Say whether it was in use."""
    return Template.objects.filter(pk=template_id, archived_at=None).update(archived_at=now) > 0


def restore(template_id: UUID) -> bool:
    """Take a template back."""
    return Template.objects.filter(pk=template_id).exclude(archived_at=None).update(archived_at=None) > 0
