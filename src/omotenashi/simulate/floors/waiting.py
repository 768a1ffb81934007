# SPDX-License-Identifier: Apache-2.0
"""Something waits to be said to some members of the demo: on the site, at the till, on their page in the office."""

from datetime import datetime, timedelta

from django.utils.translation import override

from omotenashi.engagement.messaging import actions as messaging
from omotenashi.people.customers.models import Node

_MEMBERS, _EARLIER = 40, timedelta(hours=1)
_WORDS = {
    "subject": "秋の試着会にご招待します",
    "short": "週末に試着会があります。ご予約をお取りしましょうか。",
    "blocks": [
        {"kind": "text", "text": "会員さまだけの試着会を、お近くの店舗で開きます。ご予約は店頭で承ります。"},
    ],
}


def wait(*, now: datetime) -> int:
    """Let it wait for the oldest members who agreed to hear from the house; say how many were asked of the gate."""
    at = now - _EARLIER
    with override("ja"):
        draft = messaging.draft(
            key="demo:fitting",
            name="秋の試着会のご案内",
            content=_WORDS,
            purpose="marketing",
            channels=("site", "till"),
            now=at,
        )
        said = messaging.publish(draft.pk, now=at)
    members = Node.objects.filter(type="member_no", erased_at=None, nodeperson__isnull=False).order_by("seq")[:_MEMBERS]
    wishes = [
        messaging.Wish(
            key=f"demo:fitting:{one.pk}", node_id=one.pk, version_id=said.pk, purpose="marketing", campaign="demo:fitting",
            weight=2, at=at,
        )
        for one in members
    ]  # fmt: skip
    return messaging.intend(wishes)
