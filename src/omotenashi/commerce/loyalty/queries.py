# SPDX-License-Identifier: Apache-2.0
"""Reads about points."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet, Sum

from omotenashi.commerce.loyalty.models import Wallet, WalletEntry


def balance_of(node_ids: Iterable[UUID]) -> int:
    """Give the points of a person: the sum over the wallets on the person's nodes."""
    total = Wallet.objects.filter(node_id__in=set(node_ids)).aggregate(total=Sum("available"))["total"]
    return int(total or 0)


def entries_of(node_ids: Iterable[UUID]) -> QuerySet[WalletEntry]:
    """Give the postings of a person, the newest first."""
    return WalletEntry.objects.filter(wallet__node_id__in=set(node_ids)).order_by("-occurred_at", "-id")
