# SPDX-License-Identifier: Apache-2.0
"""Storefront: the shop people buy in, on a phone first and in the retailer's name.

Owns: nothing in the database.
Offers: pages under /shop/: shelves, shops, cart, checkout, the final confirmation page, orders, try-ons, wallet, wishes,
    reviews, legal pages; installable as an app.
Hears: PickupReady, PickedShort, FulfilmentRejected. Tells: nothing.
"""
