# SPDX-License-Identifier: Apache-2.0
"""Reads with a name: balances and lots, ranks, campaigns, what is owed, and what is broken."""

from omotenashi.commerce.loyalty.queries.balances import (
    Balance,
    balance,
    balance_of,
    entries_of,
    lots_of,
    programme,
    spendable,
)
from omotenashi.commerce.loyalty.queries.broken import broken
from omotenashi.commerce.loyalty.queries.cards import card_of_order, card_policy, code_of, unsent_cards
from omotenashi.commerce.loyalty.queries.coupons import Figures, coupons_of, figures_of
from omotenashi.commerce.loyalty.queries.liability import Liability, PaidValue, balance_at, liability, paid_value
from omotenashi.commerce.loyalty.queries.many import rank_names
from omotenashi.commerce.loyalty.queries.tiers import Standing, standing, tier_of
from omotenashi.commerce.loyalty.rules.cards import CardPolicy, good_until
from omotenashi.commerce.loyalty.rules.programme import Programme, Tier
from omotenashi.commerce.loyalty.rules.programme import read as read_programme

__all__ = [
    "Balance",
    "CardPolicy",
    "Figures",
    "Liability",
    "PaidValue",
    "Programme",
    "Standing",
    "Tier",
    "balance",
    "balance_at",
    "balance_of",
    "broken",
    "card_of_order",
    "card_policy",
    "code_of",
    "coupons_of",
    "entries_of",
    "figures_of",
    "good_until",
    "liability",
    "lots_of",
    "paid_value",
    "programme",
    "rank_names",
    "read_programme",
    "spendable",
    "standing",
    "tier_of",
    "unsent_cards",
]
