# SPDX-License-Identifier: Apache-2.0
"""The promotion engine. Pure: basket, facts and campaigns in; discounts, points and reasons out."""

from omotenashi.commerce.loyalty.rules.promotions.basket import Basket, Campaign, Item, Kind, Member
from omotenashi.commerce.loyalty.rules.promotions.effects import Effects, Gift, LineEffect, Reason
from omotenashi.commerce.loyalty.rules.promotions.evaluation import evaluate

__all__ = ["Basket", "Campaign", "Effects", "Gift", "Item", "Kind", "LineEffect", "Member", "Reason", "evaluate"]
