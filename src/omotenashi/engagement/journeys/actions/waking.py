# SPDX-License-Identifier: Apache-2.0
"""Have the worker look now and not at the next round; asked often it is called once."""

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


def wake() -> None:
    """Call the worker, inside the caller's transaction."""
    try:
        with transaction.atomic():
            app.configure_task("journeys.go_on", queueing_lock="journeys.go_on").defer()
    except AlreadyEnqueued:
        return
