# SPDX-License-Identifier: Apache-2.0
"""How much of a channel's month is used, as it is seen on 配信 and in the settings."""

from typing import Any

from django.utils.translation import gettext as _

from omotenashi.engagement.messaging import queries
from omotenashi.web.console.messages import words
from omotenashi.web.ui.tags.formats import number

_NEAR = 80


def meters() -> list[dict[str, Any]]:
    """Give the meter of every channel that has a quota."""
    known = (queries.meter(channel) for channel in queries.connected())
    return [_meter(one) for one in known if one is not None and one.most is not None]


def _meter(meter: queries.Meter) -> dict[str, Any]:
    free = meter.room(is_advertising=True)
    state = "good" if meter.most is None or meter.share < _NEAR else "warn"
    if free == 0:
        state = "bad"
    of = _("of %(most)s this month") % {"most": number(meter.most)} if meter.most is not None else _("no limit")
    said = {
        "good": _("Orders keep the last %(kept)s.") % {"kept": number(meter.kept)} if meter.kept else "",
        "warn": _("%(left)s may still go as advertising.") % {"left": number(free or 0)},
        "bad": _("Advertising waits for the next month, or takes another channel."),
    }[state]
    return {
        "channel": meter.channel, "name": words.channel_name(meter.channel), "state": state, "used": number(meter.used),
        "of": of, "share": meter.share, "kept": meter.spare if meter.most else 0, "said": said, "read_at": meter.read_at,
        "price": meter.price, "spare": meter.spare, "error": meter.error,
        "is_simulated": queries.is_simulated(meter.channel),
    }  # fmt: skip
