# SPDX-License-Identifier: Apache-2.0
"""Short texts of the demo: who gave a mobile number and a yes with it, and who wrote back the one word that stops them."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Message
from omotenashi.people.consent import actions as consent
from omotenashi.people.customers.models import ContactPoint
from omotenashi.simulate.draws import generator

_MOST, _AGREES = 60, 0.4
_MOBILE = tuple(f"+81{head}0" for head in (6, 7, 8, 9))
_STOP, _LATER = "停止", timedelta(minutes=50)


def agree(*, seed: int, now: datetime) -> int:
    """Let some of those whose mobile number is known say yes to short texts; say how many did."""
    dice = generator(seed=seed, purpose="texting")
    known = ContactPoint.objects.filter(channel="sms", node__erased_at=None, node__nodeperson__isnull=False)
    before = known.filter(node__first_seen_at__lt=now).select_related("node").order_by("node__seq")
    mobile = [one for one in before if str(one.node.value).startswith(_MOBILE)][:_MOST]
    agreed = [one for one in mobile if dice.random() < _AGREES]
    return consent.record([_yes(one, now=now) for one in agreed]) if agreed else 0


def stop_one() -> None:
    """Let the first who ever got a text write back that it is enough; the company tells us by the door it has for that."""
    sent = Message.objects.filter(channel="sms", state="sent", contact_point__isnull=False)
    first = sent.select_related("contact_point__node").order_by("sent_at", "node__seq").first()
    if first is None or first.sent_at is None or first.contact_point is None or not queries.is_simulated("sms"):
        return
    said = {"MessageSid": "SMdemo-stop", "From": str(first.contact_point.node.value), "Body": _STOP}
    where, body, now = f"{queries.policy().origin}/sms/webhook/", urlencode(said).encode(), first.sent_at + _LATER
    signature = queries.standin_signature(body, channel="sms", where=where)
    # What was heard once is not heard again.
    messaging.hear(body, signature=signature, now=now, channel="sms", where=where)
    messaging.work_off(now=now)


def _yes(point: ContactPoint, *, now: datetime) -> consent.ConsentRecord:
    return consent.ConsentRecord(
        node_id=point.node_id, purpose="marketing", state="granted", source="till", occurred_at=now,
        key=f"simulate:sms:{point.pk}", proof='{"form": "till", "text": "2024-01"}',
    )  # fmt: skip
