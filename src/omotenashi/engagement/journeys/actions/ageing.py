# SPDX-License-Identifier: Apache-2.0
"""What was told to others is emptied when it is old: that it was told, when and how it ended, stays."""

from datetime import datetime, timedelta

from django.conf import settings

from omotenashi.base import bulk

_AT_ONCE = 5_000


def empty_calls(*, now: datetime) -> int:
    """Empty the bodies and answers of calls that ended so many days ago; say how many. What is still to be told is kept."""
    before, emptied = now - timedelta(days=settings.HOOK_BODY_DAYS), 0
    while True:
        some = bulk.run(_EMPTY, [before, _AT_ONCE])
        emptied += some
        if some < _AT_ONCE:
            return emptied


_EMPTY = """
UPDATE journeys_call SET body = '', answer = '' WHERE id IN (
  SELECT id FROM journeys_call WHERE state IN ('done', 'failed') AND settled_at < %s AND (body <> '' OR answer <> '')
  LIMIT %s)
"""
