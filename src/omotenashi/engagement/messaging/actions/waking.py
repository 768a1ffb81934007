# SPDX-License-Identifier: Apache-2.0
"""Have the worker look now and not at the next minute; asked often it is called once."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from omotenashi.base.jobs import ask_once
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.models.messages import OPEN

_MINUTE = timedelta(minutes=1)


def wake() -> None:
    """Call the worker, inside the caller's transaction: what is rolled back calls nobody."""
    ask_once("messaging.send_due")


def wake_at_next(*, now: datetime) -> None:
    """Have the worker look when the next message comes due, if that is before the next minute: one read of an index."""
    coming = Message.objects.filter(state__in=OPEN, due_at__gt=now, due_at__lte=now + _MINUTE)
    at = coming.aggregate(at=Min("due_at"))["at"]
    if at is None:
        return
    try:
        with transaction.atomic():
            app.configure_task("messaging.send_soon", queueing_lock="messaging.send_soon", schedule_at=at).defer()
    except AlreadyEnqueued:
        return
