# SPDX-License-Identifier: Apache-2.0
"""What holds messages back in the demo: somebody who complained and is left in peace, and a channel that was stopped for a reason."""

from datetime import datetime, timedelta
from uuid import UUID

from omotenashi.engagement.audience import queries as audience
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.models import Message, TemplateVersion
from omotenashi.people.consent.queries.verdicts import allows
from omotenashi.people.customers.actions import notes
from omotenashi.people.customers.models import ContactPoint, NodePerson
from omotenashi.people.staff.models import Staff
from omotenashi.people.timeline.models import Entry

_SINCE = timedelta(days=2, hours=3)
_ASKED = "Inquiry Sent"
_CARE = "cs@demo.example"
_NOTE = "お届けした品の縫い目がほつれていたとのお申し出。お直しか交換かを確認中。片づくまでご案内は控える。"
_STOPPED, _WHY = "push", "通知を切る方が続いたため、回数と時間帯を見直しています。"


def complain(segment_id: UUID, *, now: datetime) -> UUID | None:
    """Let one of a segment who may be mailed, best one who wrote to us, have a complaint; give the node it hangs on."""
    persons = audience.members_of(segment_id).values("person_id")
    nodes = NodePerson.objects.filter(person__in=persons).order_by("node__seq")
    points = ContactPoint.objects.filter(channel="email", node__in=nodes.values("node_id")).select_related("node")
    may = {one.node_id for one in points if allows(contact_point=one, purpose="marketing", now=now).allowed}
    open_to = NodePerson.objects.filter(node__in=may).values("person_id")
    theirs = list(nodes.filter(person__in=open_to).values_list("node_id", flat=True))
    wrote = Entry.objects.filter(node_id__in=theirs, name=_ASKED).order_by("-at", "seq")
    node = wrote.values_list("node_id", flat=True).first() or next(iter(theirs), None)
    care, at = Staff.objects.filter(email=_CARE).first(), now - _SINCE
    if node is None or not messaging.pause(node_id=node, reason="complaint", by="cs", key="demo:complaint", now=at):
        return node
    if care is not None:
        notes.write(node_id=node, text=_NOTE, by=care, now=at, pinned=True)
    return node


def hold_back(node_id: UUID, template: str, *, now: datetime) -> None:
    """Let somebody who complained be meant by a message, where chance kept them apart from all: it waits and says why."""
    if Message.objects.filter(state="held", reason="complaint").exists():
        return
    version = TemplateVersion.objects.filter(template__key=template).order_by("number").first()
    if version is not None:
        wish = messaging.Wish(
            key="demo:complaint", node_id=node_id, version_id=version.pk, purpose="marketing", campaign="demo:complaint", at=now
        )  # fmt: skip
        messaging.intend([wish])
        messaging.judge(now=now)


def stop_channel(*, now: datetime) -> bool:
    """Let the head office have stopped the notifications two days ago, and say why."""
    return messaging.stop_pool(_WHY, now=now - _SINCE, channel=_STOPPED)
