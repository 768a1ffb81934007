# SPDX-License-Identifier: Apache-2.0
"""Reads about products."""

from django.db.models import QuerySet

from omotenashi.base.text import search
from omotenashi.commerce.catalogue.models import Product


def search_products(text: str) -> QuerySet[Product]:
    """Find products by name, code, brand, category, stock keeping unit or barcode."""
    tokens = search.query_tokens(text)
    return Product.objects.filter(tokens__contains=tokens) if tokens else Product.objects.all()
