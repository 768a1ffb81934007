# SPDX-License-Identifier: Apache-2.0
"""The messages of 試験用受信箱 as a file: to whom, what, by which way, when, what became of it and why."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Message
from omotenashi.web.console import exporting
from omotenashi.web.console.access import needs
from omotenashi.web.console.customers.masking import Sight
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.messages import inbox, words
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column


@require_http_methods(["GET", "POST"])
@needs("customers.export")
def export_inbox(request: HttpRequest) -> HttpResponseBase:
    """The messages that match, as a file."""
    return exporting.export(request, listing(Sight.of(request.user)))


def listing(sight: Sight) -> Listing:
    """Describe the file for eyes that see so much."""
    return Listing(
        spec=lists.ListSpec(name="inbox", columns=_columns(), filters=inbox.spec().filters, views=inbox.spec().views),
        parts=lambda state: [inbox.newest(inbox.matching(state))],
        matching=inbox.matching,
        rows=partial(rows, sight=sight),
        noun=_("messages"),
        export=reverse("console:inbox-export"),
        export_permission="customers.export",
    )


def _columns() -> list[Column]:
    return [
        Column("planned", pgettext("message", "Planned"), kind="moment"),
        Column("sent", pgettext("message", "Sent"), kind="moment"),
        Column("who", _("Customer")),
        Column("message", pgettext("sent", "Message")),
        Column("purpose", _("Purpose")),
        Column("campaign", _("Belongs to")),
        Column("channel", _("Channel")),
        Column("state", _("State"), kind="badge"),
        Column("why", _("Why")),
        Column("clicked", _("Clicked")),
        Column("cost", _("Cost"), kind="money"),
    ]


def rows(keys: Sequence[UUID], *, sight: Sight) -> list[lists.Row]:
    """Give the lines of some messages: four reads, however many."""
    found = queries.messages().in_bulk(list(keys))
    names = inbox.names({one.node_id for one in found.values()}, sight)
    clicked = inbox.clicked(keys)
    return [_row(found[key], names.get(found[key].node_id), is_clicked=key in clicked) for key in keys if key in found]


def _row(message: Message, name: str | None, *, is_clicked: bool) -> lists.Row:
    tone, state = words.STATES[message.state]
    return lists.Row(
        id=str(message.pk),
        cells={
            "planned": message.planned_at, "sent": message.sent_at, "who": name or _("Erased person"),
            "message": message.template_version.template.name, "purpose": words.purpose_name(message.purpose_id, message.purpose.name),
            "campaign": message.campaign, "channel": words.channel_name(message.channel) if message.channel else "",
            "state": (tone, str(state)), "why": words.why(message), "clicked": _("Yes") if is_clicked else "", "cost": message.cost,
        },
    )  # fmt: skip
