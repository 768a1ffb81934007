# SPDX-License-Identifier: Apache-2.0
"""Asking the worker for something now, not at its next round."""

from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


def ask_once(task: str, *, once: str = "", lock: str | None = None, **given: Any) -> bool:
    """Have a task run as soon as it can be; False where it is asked for already and has not begun.

    Inside the caller's transaction: what is rolled back asks for nothing. `once` names what is asked for (the task by
    default), `lock` what must not run beside it.
    """
    wanted = app.configure_task(task, queueing_lock=once or task, lock=lock)
    try:
        with transaction.atomic():
            wanted.defer(**given)
    except AlreadyEnqueued:
        return False
    return True
