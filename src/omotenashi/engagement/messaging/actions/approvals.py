# SPDX-License-Identifier: Apache-2.0
"""Ask somebody else to look at a message, say yes or give it back, and say when that is needed.

The message is locked first, then its wish: of two who answer at once one does. A yes is to exact words: who changed them
meanwhile has asked for nothing.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Approval, ApprovalRule, Template
from omotenashi.engagement.messaging.rules import approving, blocks


class NeedsApproval(Exception):
    """Somebody else has to say yes to these words first."""


class SamePerson(Exception):
    """Who asked cannot be the one who says yes."""


class Answered(Exception):
    """Somebody answered before, or the wish was taken back. `state` says what became of it."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class Fallen(Exception):
    """The message changed since it was asked for: the wish stands for words that are no more."""


@transaction.atomic
def ask_approval(template_id: UUID, *, by: UUID, note: str, now: datetime) -> Approval:
    """Ask for a yes to a message as it is now; an older wish for other words is taken back. Raises BadTemplate."""
    template = Template.objects.select_for_update().get(pk=template_id)
    blocks.checked(blocks.read(template.draft))
    mark = queries.mark_of_draft(template)
    open_ = Approval.objects.select_for_update().filter(template=template, state="open").first()
    if open_ is not None and open_.checksum == mark:
        return open_
    if open_ is not None:
        _close(open_, state="withdrawn", by=None, comment="", now=now)
    return Approval.objects.create(template=template, checksum=mark, note=note.strip(), asked_by_id=by, asked_at=now)


def approve(approval_id: UUID, *, by: UUID, comment: str = "", now: datetime) -> Approval:
    """Say yes to a message as it was asked for. Raises SamePerson, Answered, Fallen."""
    return _answer(approval_id, state="approved", by=by, comment=comment, now=now)


def give_back(approval_id: UUID, *, by: UUID, comment: str, now: datetime) -> Approval:
    """Give a message back to whoever asked, and say why. Raises SamePerson, Answered."""
    return _answer(approval_id, state="returned", by=by, comment=comment, now=now)


@transaction.atomic
def withdraw_approval(approval_id: UUID, *, now: datetime) -> bool:
    """Take a wish back; say whether it was open."""
    open_ = Approval.objects.filter(pk=approval_id, state="open")
    return open_.update(state="withdrawn", decided_at=now) > 0


def set_approval_rule(*, mode: str, over: int, now: datetime) -> None:
    """Say when advertising needs a second person. What was published before stays published."""
    if mode not in approving.MODES or over < 0:
        raise ValueError(mode)
    ApprovalRule.objects.update_or_create(only=True, defaults={"mode": mode, "over": over, "changed_at": now})


@transaction.atomic
def _answer(approval_id: UUID, *, state: str, by: UUID, comment: str, now: datetime) -> Approval:
    template = Template.objects.select_for_update().get(approvals=approval_id)
    wish = Approval.objects.select_for_update().get(pk=approval_id)
    if wish.state != "open":
        raise Answered(wish.state)
    if wish.asked_by_id == by:
        raise SamePerson(by)
    if state == "approved" and queries.mark_of_draft(template) != wish.checksum:
        raise Fallen(template.key)
    _close(wish, state=state, by=by, comment=comment.strip(), now=now)
    return wish


def _close(wish: Approval, *, state: str, by: UUID | None, comment: str, now: datetime) -> None:
    wish.state, wish.decided_by_id, wish.comment, wish.decided_at = state, by, comment, now
    wish.save(update_fields=["state", "decided_by", "comment", "decided_at"])
