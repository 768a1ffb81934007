# SPDX-License-Identifier: Apache-2.0
"""Whether a message needs somebody else's yes, whether it has it, and what was said of it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from omotenashi.engagement.messaging.models import Approval, ApprovalRule, Split, Template, TemplateVersion
from omotenashi.engagement.messaging.rules import approving, blocks


def approval_rule() -> ApprovalRule:
    """Give when advertising needs a second person."""
    return ApprovalRule.objects.first() or ApprovalRule()


def mark_of_draft(template: Template) -> str:
    """Give what stands for a draft as it is now, with the variants that are tried of it."""
    split = Split.objects.filter(template=template, begun_at=None, cancelled_at=None).first()
    content = blocks.read(template.draft).kept()
    return approving.mark(content, purpose=template.purpose_id, variants=split.variants if split else ())


def needs_approval(template: Template, *, readers: int | None = None) -> bool:
    """Say whether somebody else has to look at a message before it is published, or goes to so many."""
    rule = approval_rule()
    return approving.is_needed(mode=rule.mode, over=rule.over, kind=template.purpose.kind, readers=readers)


def is_approved(template: Template) -> bool:
    """Say whether somebody else said yes to the draft exactly as it is now."""
    return Approval.objects.filter(template=template, state="approved", checksum=mark_of_draft(template)).exists()


def unapproved(versions: Iterable[UUID], *, readers: int | None) -> set[UUID]:
    """Give those of some versions that would go to so many readers (None: nobody knows) without the yes they need."""
    rule = approval_rule()
    if rule.mode == approving.NEVER:
        return set()
    many = rule.over + 1 if readers is None else readers
    found = set()
    for version in TemplateVersion.objects.select_related("template__purpose").filter(pk__in=set(versions)):
        kind = version.template.purpose.kind
        if approving.is_needed(mode=rule.mode, over=rule.over, kind=kind, readers=many) and not _has_yes(version):
            found.add(version.pk)
    return found


def _has_yes(version: TemplateVersion) -> bool:
    template = version.template
    content = blocks.read(version.content).kept()
    tried: list[list[dict[str, Any]]] = [[], *template.splits.values_list("variants", flat=True)]
    marks = {approving.mark(content, purpose=template.purpose_id, variants=one) for one in tried}
    return template.approvals.filter(state="approved", checksum__in=marks).exists()


def approvals_of(template: Template) -> QuerySet[Approval]:
    """Give what was asked and said of a message, the newest first."""
    return template.approvals.select_related("asked_by", "decided_by").order_by("-asked_at", "-id")


def waiting_approvals() -> QuerySet[Approval]:
    """Give the wishes that nobody answered, the oldest first."""
    open_ = Approval.objects.filter(state="open", template__archived_at=None)
    return open_.select_related("template", "asked_by").order_by("asked_at", "id")
