# SPDX-License-Identifier: Apache-2.0
"""What a message cost and what its reader did after it: bought within a week, in whichever channel, and where its effect is measured."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from omotenashi.commerce.orders.models import Order
from omotenashi.engagement.journeys import queries as journeys
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.queries.results import WINDOW
from omotenashi.people.customers.models import NodePerson
from omotenashi.places.locations import queries as places
from omotenashi.web.ui.tags.formats import day, money

_MOST = 3


def of(message: Message, *, now: datetime) -> dict[str, Any]:
    """Give the cost, the purchases after it, and the page of its effect; nothing for what did not go."""
    if message.state != "sent" or message.sent_at is None:
        return {}
    return {
        "cost": money(message.cost),
        "bought": _bought(message, message.sent_at),
        "effect": _effect(message, is_young=now < message.sent_at + WINDOW),
    }


def _bought(message: Message, sent_at: datetime) -> str:
    """Say in one line what was bought in the week after; it is no proof: the control group is."""
    persons = NodePerson.objects.filter(node=message.node_id).values("person_id")
    mine = Order.objects.filter(
        node__nodeperson__person__in=persons, cancelled_at=None, placed_at__gt=sent_at, placed_at__lte=sent_at + WINDOW
    )
    found = list(mine.order_by("placed_at").values_list("placed_at", "channel_id", "goods_total")[: _MOST + 1])
    names = places.channel_names()
    said = [
        _("%(day)s %(channel)s %(amount)s")
        % {"day": day(at), "channel": names.get(channel, channel), "amount": money(amount)}
        for at, channel, amount in found[:_MOST]
    ]
    more = [pgettext("purchases", "and more")] if len(found) > _MOST else []
    return " · ".join([*said, *more]) or pgettext("purchases", "none so far")


def _effect(message: Message, *, is_young: bool) -> str:
    """Give the page that counts as it comes, while the week of its reader runs; then the one that judges by whole weeks."""
    if key := journeys.journey_of(message.campaign):
        return reverse("console:journey" if is_young else "console:journey-result", args=[key])
    return reverse(
        "console:message" if is_young else "console:message-result", args=[message.template_version.template_id]
    )
