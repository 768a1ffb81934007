# SPDX-License-Identifier: Apache-2.0
"""Templates, their newest words, and the house's rules for sending."""

from django.conf import settings
from django.db.models import QuerySet

from omotenashi.engagement.messaging.models import CapRule, Pace, Picture, Policy, StaffCard, Template, TemplateVersion
from omotenashi.engagement.messaging.rules import blocks
from omotenashi.engagement.messaging.rules.auction import Ticks


def templates() -> QuerySet[Template]:
    """Give every template with its purpose, the last changed first."""
    return Template.objects.select_related("purpose", "made_by").order_by("-changed_at", "-id")


def latest(template: Template) -> TemplateVersion | None:
    """Give the version that is sent now; nothing while none was published."""
    return TemplateVersion.objects.filter(template=template, number=template.version).first()


def content_of(version: TemplateVersion) -> blocks.Content:
    """Give what a version says."""
    return blocks.read(version.content)


def policy() -> Policy:
    """Give the house's quiet hours and whether everything is stopped."""
    return Policy.objects.first() or Policy()


def ticks() -> Ticks:
    """Give how long advertising waits for what may overtake it."""
    held = policy()
    triggered, broadcast = settings.MESSAGE_TICKS
    return Ticks(
        triggered=triggered if held.tick is None else held.tick,
        broadcast=broadcast if held.broadcast_tick is None else held.broadcast_tick,
    )


def paces() -> QuerySet[Pace]:
    """Give the paces that hold now: of a whole channel first, then of its domains."""
    return Pace.objects.order_by("channel", "domain")


def caps() -> QuerySet[CapRule]:
    """Give the caps that hold now."""
    return CapRule.objects.filter(ended_at=None).order_by("window", "channel")


def pictures(text: str = "") -> QuerySet[Picture]:
    """Give the pictures that may be picked, the newest first, without what they show."""
    found = Picture.objects.filter(archived_at=None).defer("data").order_by("-made_at", "-id")
    return found.filter(alt__icontains=text) if text else found


def picture(digest: str) -> tuple[bytes, str] | None:
    """Give a picture and its type; also one that is offered no more, for messages that show it."""
    found = Picture.objects.filter(digest=digest).only("data", "type").first()
    return (bytes(found.data), found.type) if found else None


def staff_cards() -> QuerySet[StaffCard]:
    """Give what the staff show of themselves."""
    return StaffCard.objects.select_related("picture")
