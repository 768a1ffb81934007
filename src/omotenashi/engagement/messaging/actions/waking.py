# SPDX-License-Identifier: Apache-2.0
"""Have the worker look now and not at the next minute; asked often it is called once."""

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


def wake() -> None:
    """Call the worker, inside the caller's transaction: what is rolled back calls nobody."""
    try:
        with transaction.atomic():
            app.configure_task("messaging.send_due", queueing_lock="messaging.send_due").defer()
    except AlreadyEnqueued:
        return
