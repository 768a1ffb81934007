# SPDX-License-Identifier: Apache-2.0
"""The tables of catalogue."""

from omotenashi.commerce.catalogue.models.prices import Price, PriceList, PriceSlot
from omotenashi.commerce.catalogue.models.products import Product, Variant
from omotenashi.commerce.catalogue.models.wishes import RestockRequest, Wish

__all__ = ["Price", "PriceList", "PriceSlot", "Product", "RestockRequest", "Variant", "Wish"]
