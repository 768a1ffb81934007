# SPDX-License-Identifier: Apache-2.0
"""Members and their wallets, for the tests."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty.models import Wallet, WalletLot
from omotenashi.people.customers.models import Node
from omotenashi.people.customers.tests.hana import customer, register

NOW = datetime(2026, 1, 10, tzinfo=UTC)
DAY = timedelta(days=1)


def member_of(number: str) -> UUID:
    """Register a member and give the node."""
    register(customer(f"member_no={number}"))
    return Node.objects.get(type="member_no", value=number).pk


def earned(node: UUID, amount: int, key: str = "", *, at: datetime = NOW, **more: object) -> str:
    """Let a member earn points and give the key."""
    key = key or str(uuid4())
    loyalty.earn([loyalty.Earning(node_id=node, amount=amount, key=key, earned_at=at, **more)], now=at)  # type: ignore[arg-type]
    return key


def counters(node: UUID) -> tuple[int, int, int]:
    """Give available, pending and held of a member's points."""
    return Wallet.objects.values_list("available", "pending", "held").get(node_id=node, kind="free_points")


def remaining(node: UUID) -> list[int]:
    """Give what is left in the lots of a member, in the order in which they came."""
    return list(
        WalletLot.objects.filter(wallet__node_id=node).order_by("earned_at", "id").values_list("remaining", flat=True)
    )
