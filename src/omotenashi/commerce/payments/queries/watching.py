# SPDX-License-Identifier: Apache-2.0
"""Payments that somebody should look at, as conditions on intents."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from omotenashi.commerce.payments.models import ProviderCall, Refund

# A provider answers within seconds; after so long somebody looks.
_QUIET = timedelta(minutes=5)


def unanswered(now: datetime) -> Q:
    """What a provider was asked and did not answer for minutes."""
    waiting = ProviderCall.objects.filter(
        intent=OuterRef("pk"), answered_at=None, refused_at=None, asked_at__lt=now - _QUIET
    )
    return Q(Exists(waiting))


def troubled() -> Q:
    """What only a person can settle: a refund that failed and was not made in another way, an amount that is wrong."""
    failed = Refund.objects.filter(intent=OuterRef("pk"), state="failed")
    open_ones = ~Q(state__in=["voided", "refunded"])
    return (Q(Exists(failed)) & open_ones) | (Q(unwanted_reason="wrong_amount") & open_ones)
