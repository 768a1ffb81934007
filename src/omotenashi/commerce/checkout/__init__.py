# SPDX-License-Identifier: Apache-2.0
"""Checkout: from a basket to an order that is paid and promised, on the EC site, at the till, by LINE and by phone.

Owns: baskets, settlements, sales of tills, sales that could not be booked, terms of sale.
Offers: open_basket, put, adopt, hand_over, quote, place_order, confirm, give_up, sell, refuse_upload, settle_upload.
Hears: PaymentCaptured, CustomerErased.
Tells: BasketAbandoned.
"""
