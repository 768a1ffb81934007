# SPDX-License-Identifier: Apache-2.0
"""Reads with a name: balances and lots, ranks, campaigns, what is owed, and what is broken."""

from omotenashi.commerce.loyalty.queries.balances import Balance, balance, balance_of, entries_of, lots_of, programme
from omotenashi.commerce.loyalty.queries.broken import broken
from omotenashi.commerce.loyalty.queries.coupons import Figures, coupons_of, figures_of
from omotenashi.commerce.loyalty.queries.liability import Liability, PaidValue, balance_at, liability, paid_value
from omotenashi.commerce.loyalty.queries.tiers import Standing, standing, tier_of
from omotenashi.commerce.loyalty.rules.programme import Programme

__all__ = [
    "Balance",
    "Figures",
    "Liability",
    "PaidValue",
    "Programme",
    "Standing",
    "balance",
    "balance_at",
    "balance_of",
    "broken",
    "coupons_of",
    "entries_of",
    "figures_of",
    "liability",
    "lots_of",
    "paid_value",
    "programme",
    "standing",
    "tier_of",
]
