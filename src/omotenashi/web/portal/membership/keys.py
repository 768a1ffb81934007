# SPDX-License-Identifier: Apache-2.0
"""Whether this installation has keys of LINE."""

from django.conf import settings


def is_real() -> bool:
    """Say whether LINE itself stands behind the door, and not the stand-in."""
    return bool(settings.LINE_CHANNEL_ID and settings.LINE_CHANNEL_SECRET)
