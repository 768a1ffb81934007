# SPDX-License-Identifier: Apache-2.0
"""The tables of catalogue."""

from omotenashi.commerce.catalogue.models.plans import ProductPlan
from omotenashi.commerce.catalogue.models.prices import Price, PriceList, PriceSlot
from omotenashi.commerce.catalogue.models.products import Product, Variant
from omotenashi.commerce.catalogue.models.wishes import Absence, RestockRequest, Wish

__all__ = ["Absence", "Price", "PriceList", "PriceSlot", "Product", "ProductPlan", "RestockRequest", "Variant", "Wish"]
