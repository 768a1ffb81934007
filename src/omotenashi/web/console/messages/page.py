# SPDX-License-Identifier: Apache-2.0
"""Everything the composer shows of one message."""

from typing import Any

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Template
from omotenashi.people.consent.models import Purpose
from omotenashi.people.staff.queries import may
from omotenashi.places.locations import queries as places
from omotenashi.web.console.messages import approving, composing, costs, parts, splitting, words

# The purposes for which one writes to people.
KINDS = ("marketing", "service", "transactional")


def purposes() -> list[tuple[str, str]]:
    """Give the purposes for which one writes to people."""
    found = Purpose.objects.filter(kind__in=KINDS).order_by("kind", "code")
    return [(one.code, words.purpose_name(one.code, one.name)) for one in found]


def context_of(who: Any, template: Template) -> dict[str, Any]:
    """Everything the composer shows."""
    now, content = clock.now(), queries.read(template.draft)
    latest = queries.latest(template)
    is_changed = latest is not None and queries.content_of(latest) != content
    offered = [*template.channels, *(name for name in queries.connected() if name not in template.channels)]
    return {
        **approving.context_of(who, template),
        **splitting.context_of(template),
        "costs": costs.told(template),
        "template": template,
        "state": words.TEMPLATE_STATES[words.state_of(template, is_changed=is_changed)],
        "content": content,
        "blocks": [parts.part(one.kind, one.values) for one in content.blocks],
        "shapes": parts.shapes(),
        "groups": parts.groups(),
        "fields": composing.fields(),
        "purposes": purposes(),
        "channels": [(name, words.channel_name(name), name in template.channels) for name in offered],
        "told": composing.told(content, purpose=template.purpose, person=None, now=now, channels=template.channels),
        "checks": composing.checks(template.purpose, channels=template.channels, content=content),
        "may_edit": may(who, "messages.edit") and template.archived_at is None,
        "may_publish": may(who, "messages.publish") and template.archived_at is None,
        "is_lawful": queries.may_publish(template),
        "latest": latest,
        "is_changed": is_changed,
        "came": queries.outcomes_of([template.pk])[template.pk],
        "ways": [(words.channel_name(one), sent, cost) for one, sent, cost in queries.channels_of(template.pk)],
        "mail": getattr(who, "email", ""),
        "key": str(new_id()),
        "house": places.retailer().name,
        "tone": places.voice().tone,
        "trials": [(name, words.channel_name(name)) for name in queries.connected() if name in ("line", "sms", "push")],
    }
