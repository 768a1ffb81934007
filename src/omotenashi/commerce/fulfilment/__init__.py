# SPDX-License-Identifier: Apache-2.0
"""Fulfilment: what a place has to do for an order until the goods are with the customer, try-ons, and goods that come back.

Owns: fulfilments and their journal, try-on holds, returns.
Offers: plan, accept, reject, start_picking, pack, ready, hand_over, delegate, ship, deliver, lose, no_show, request_return, hold_try_on.
Hears: OrderConfirmed, LinesCancelled, OrderCancelled, ShortageOpened, CustomerErased.
Tells: PickupReady, PickupDelegated, HandedOver, Shipped, Delivered, NotCollected, FulfilmentRejected, PickedShort, ParcelLost, ReturnResolved, TryOnReady, TryOnDeclined.
"""
