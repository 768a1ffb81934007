# SPDX-License-Identifier: Apache-2.0
"""配信一覧: every message with its purpose, its size, and what came of it."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Template
from omotenashi.people.consent.models import Purpose
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.messages import words
from omotenashi.web.console.paging import Part
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter, View

SORTS = {"name": "name", "changed": "changed_at", "made": "made_at"}
SUBJECT = 26
# A draft that is newer than what is sent; the newest version's moment decides, and saving without a change is one too.
_IS_CHANGED = Q(changed_at__gt=F("versions__published_at"), versions__number=F("version"))


def listing() -> Listing:
    """Describe the list."""
    return Listing(
        spec=spec(),
        parts=lambda state: [
            Part(matching(state), SORTS[state.sort_key], down=state.descending, key_down=state.descending)
        ],
        matching=matching,
        rows=rows,
        noun=_("messages"),
        export=reverse("console:messages-export"),
        export_permission="messages.edit",
        empty={
            "title": _("No messages yet"),
            "text": _(
                "Write once, in parts; it becomes mail, short text and more. "
                "Each person gets their own words, and nobody gets one too many."
            ),
        },
    )


def spec() -> lists.ListSpec:
    """Say what the list can show, filter and sort."""
    purposes = Purpose.objects.filter(kind__in=["marketing", "service", "transactional"]).values_list("code", "name")
    return lists.ListSpec(
        name="messages",
        search=_("Name or subject of a message"),
        sort="-changed",
        columns=[
            Column("name", _("Name"), fixed=True, wide=True, sort=True),
            Column("subject", pgettext("mail", "Subject"), wide=True),
            Column("purpose", _("Purpose")),
            Column("channels", _("Channels"), shown=False),
            Column("sent", pgettext("message", "Sent"), kind="number"),
            Column("opened", pgettext("message", "Opened"), kind="number"),
            Column("clicked", _("Clicked"), kind="number"),
            Column("bought", _("Bought within 7 days"), kind="number"),
            Column("state", _("State"), kind="badge"),
            Column("waiting", pgettext("message", "Waits"), kind="number", shown=False),
            Column("kept", _("Not sent"), kind="number", shown=False),
            Column("sales", _("Sales within 7 days"), kind="money", shown=False),
            Column("by", _("Made by"), shown=False),
            Column("made", _("Made"), kind="ago", sort=True, shown=False),
            Column("changed", _("Changed"), kind="ago", sort=True),
        ],
        filters=[
            Filter(
                "purpose", _("Purpose"), choices=[(code, words.purpose_name(code, name)) for code, name in purposes]
            ),
            Filter(
                "state", _("State"), choices=[(key, str(name)) for key, (_tone, name) in words.TEMPLATE_STATES.items()]
            ),
        ],
        views=[
            View("", _("All in use")),
            View("published", pgettext("message", "Published"), query="state=published&state=changed"),
            View("draft", _("Drafts"), query="state=draft"),
            View("archived", _("Archived"), query="state=archived"),
        ],
    )


def matching(state: lists.ListState) -> QuerySet[Any]:
    """Give what the list shows; archived ones only when they are asked for."""
    found = queries.templates()
    if state.q:
        found = found.filter(Q(name__icontains=state.q) | Q(draft__subject__icontains=state.q))
    if purposes := state.values.get("purpose"):
        found = found.filter(purpose__in=purposes)
    asked = state.values.get("state", ())
    if not asked:
        return found.filter(archived_at=None)
    kept = Q(pk=None)
    for name in asked:
        kept |= _in_state(name)
    return found.filter(kept)


def _in_state(name: str) -> Q:
    changed = Q(pk__in=Template.objects.filter(_IS_CHANGED).values("pk"))
    live = Q(archived_at=None)
    return {
        "draft": live & Q(version=0),
        "published": live & Q(version__gt=0) & ~changed,
        "changed": live & changed,
        "archived": Q(archived_at__isnull=False),
    }.get(name, Q(pk=None))


def rows(keys: Sequence[UUID]) -> list[lists.Row]:
    """Give the lines of one page: five reads, however many rows."""
    found = queries.templates().in_bulk(list(keys))
    changed = set(Template.objects.filter(_IS_CHANGED, pk__in=keys).values_list("pk", flat=True))
    came = queries.outcomes_of(keys)
    row = partial(_row, changed=changed)
    return [row(found[key], came[key]) for key in keys if key in found]


def _row(template: Template, came: queries.Outcome, *, changed: set[UUID]) -> lists.Row:
    tone, state = words.TEMPLATE_STATES[words.state_of(template, is_changed=template.pk in changed)]
    return lists.Row(
        id=str(template.pk),
        href=reverse("console:message", args=[template.pk]),
        label=template.name,
        cells={
            "name": template.name, "subject": Truncator(queries.subject_of(template.draft, queries.FIELDS)).chars(SUBJECT),
            "purpose": words.purpose_name(template.purpose_id, template.purpose.name),
            "channels": ", ".join(words.channel_name(code) for code in template.channels),
            "sent": came.sent, "opened": came.opened, "clicked": came.clicked, "bought": came.bought,
            "waiting": came.waiting, "kept": came.kept_back, "sales": (came.sales, ""), "state": (tone, str(state)),
            "by": template.made_by.name if template.made_by else "", "made": template.made_at,
            "changed": template.changed_at,
        },
    )  # fmt: skip
