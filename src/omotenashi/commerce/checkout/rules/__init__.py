# SPDX-License-Identifier: Apache-2.0
"""Decisions of checkout: pure. What a basket costs and promises, and what the final confirmation page must say."""

from omotenashi.commerce.checkout.rules.quotes import Delivery, Line, Quote, QuoteLine
from omotenashi.commerce.checkout.rules.refusals import BadBasket, QuoteChanged, Unbuyable
from omotenashi.commerce.checkout.rules.terms import Terms

__all__ = ["BadBasket", "Delivery", "Line", "Quote", "QuoteChanged", "QuoteLine", "Terms", "Unbuyable"]
