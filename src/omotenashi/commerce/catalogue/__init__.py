# SPDX-License-Identifier: Apache-2.0
"""Catalogue: products, their variants, what they cost where and when, and who would like to have them.

Owns: products, variants, price lists, price slots, prices, wishes, restock requests.
Offers: register, publish, withdraw, set_prices, open_list, prices_of, find, scanned, wishes, waiting.
Hears: CustomerErased.
Tells: WishAdded, RestockAsked, BackInStock, PriceDropped.
"""
