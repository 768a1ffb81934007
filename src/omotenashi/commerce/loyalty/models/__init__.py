# SPDX-License-Identifier: Apache-2.0
"""The tables of loyalty: wallets with lots and a ledger, campaigns with codes, what tills may do alone, ranks."""

from omotenashi.commerce.loyalty.models.promotions import Campaign, CodeBatch, CouponCode, Redemption
from omotenashi.commerce.loyalty.models.standing import GiftCard, Programme, Referral, TierState
from omotenashi.commerce.loyalty.models.tills import Overdraft, TillAllowance, TillReserve
from omotenashi.commerce.loyalty.models.wallets import Hold, HoldLot, Wallet, WalletDraw, WalletEntry, WalletLot

__all__ = [
    "Campaign",
    "CodeBatch",
    "CouponCode",
    "GiftCard",
    "Hold",
    "HoldLot",
    "Overdraft",
    "Programme",
    "Redemption",
    "Referral",
    "TierState",
    "TillAllowance",
    "TillReserve",
    "Wallet",
    "WalletDraw",
    "WalletEntry",
    "WalletLot",
]
