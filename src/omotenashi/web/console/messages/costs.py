# SPDX-License-Identifier: Apache-2.0
"""What a message would cost before it goes, as it is said beside it: each channel with its price and what is left."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Template
from omotenashi.web.console.messages import words
from omotenashi.web.ui.tags.formats import money, number


def told(template: Template, *, persons: Collection[UUID] | None = None) -> dict[str, Any]:
    """Give the lines of the cost, their sum, and whether a quota would be passed."""
    found = queries.costs(
        [name for name in template.channels if name not in ("site", "till")], purpose=template.purpose_id,
        is_advertising=template.purpose.kind == "marketing", short=_short(template), persons=persons,
    )  # fmt: skip
    return {
        "lines": [_line(one) for one in found],
        "total": money(sum(one.total for one in found)),
        "is_over": any(one.is_over for one in found),
    }


def parts(template: Template, channel: str) -> int:
    """Give how many messages one reader is sent: of a short text its parts, else one."""
    return max(queries.parts_of(_short(template)).count, 1) if channel == "sms" else 1


def _short(template: Template) -> str:
    """Give the short text as it goes to an example: its parts are what is paid."""
    content = queries.read(template.draft)
    if "sms" not in template.channels or not content.short:
        return content.short
    wrong = frozenset((one.where, one.name) for one in queries.troubles(content))
    try:
        return queries.preview(queries.readable(content, wrong), purpose=template.purpose.kind).short
    except queries.Missing:
        return content.short


def _line(cost: queries.Cost) -> dict[str, Any]:
    note = ""
    if cost.most is not None:
        note = _("%(used)s of %(most)s used this month, %(room)s left for this") % {
            "used": number(cost.used or 0), "most": number(cost.most), "room": number(cost.room or 0),
        }  # fmt: skip
    return {
        "channel": words.channel_name(cost.channel), "people": number(cost.people), "price": money(cost.price),
        "total": money(cost.total), "note": note, "is_over": cost.is_over,
    }  # fmt: skip
