# SPDX-License-Identifier: Apache-2.0
"""Catalogue: products, their variants and prices.

Owns: products, variants.
Offers: register.
Hears: nothing.
Tells: nothing yet.
"""
