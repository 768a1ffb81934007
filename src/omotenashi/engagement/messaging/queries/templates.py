# SPDX-License-Identifier: Apache-2.0
"""Templates, their newest words, and the house's rules for sending."""

from django.db.models import QuerySet

from omotenashi.engagement.messaging.models import CapRule, Policy, Template, TemplateVersion
from omotenashi.engagement.messaging.rules import blocks


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


def caps() -> QuerySet[CapRule]:
    """Give the caps that hold now."""
    return CapRule.objects.filter(ended_at=None).order_by("window", "channel")
