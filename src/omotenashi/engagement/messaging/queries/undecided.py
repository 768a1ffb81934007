# SPDX-License-Identifier: Apache-2.0
"""Messages that were handed over and of which nobody knows whether they arrived, until somebody decides about them."""

from django.db.models import QuerySet

from omotenashi.engagement.messaging.models import Message

# Why a message is `unknown`: nobody has decided yet, or somebody left it at that.
UNDECIDED, ACCEPTED = "unknown", "accepted"


def undecided() -> QuerySet[Message]:
    """Give the messages about which somebody has to decide."""
    return Message.objects.filter(state="unknown", reason=UNDECIDED)
