# SPDX-License-Identifier: Apache-2.0
"""What batches, cards and what became of them are called in the office."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext

from omotenashi.engagement.messaging.models import PostPiece, PrintBatch

RETURNS: dict[str, str | Promise] = {
    "unknown": lazy("Nobody of that name there"),
    "moved": lazy("Moved away"),
    "refused": lazy("Refused at the door"),
    "expired": lazy("Not fetched in time"),
    "incomplete": lazy("Address not readable"),
}


STATES: dict[str, tuple[str, Promise]] = {
    "open": ("info", lazy("Collecting")),
    "made": ("warn", lazy("Ready to print")),
    "posted": ("good", lazy("Posted")),
}


def state_of(batch: PrintBatch) -> tuple[str, str]:
    """Say where a batch stands."""
    tone, name = STATES["posted" if batch.posted_at else "made" if batch.made_at else "open"]
    return tone, str(name)


def piece_state(piece: PostPiece) -> tuple[str, str]:
    """Say what became of a card."""
    if piece.withdrawn_at:
        return "quiet", {"erased": _("Erased person"), "letters": _("Letters are missing")}.get(
            piece.withdrawn_why, pgettext("postcard", "Taken out")
        )
    if piece.returned_at:
        return "bad", str(RETURNS.get(piece.return_reason, piece.return_reason))
    if piece.answered_at:
        return "good", _("Came with the code")
    return ("info", _("On its way")) if piece.batch.posted_at else ("quiet", _("Waits to be posted"))


def part_of(at: int) -> str:
    """Name a part of a message by its number."""
    return _("Part %(n)s") % {"n": at}
