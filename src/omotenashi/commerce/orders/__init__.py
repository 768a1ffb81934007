# SPDX-License-Identifier: Apache-2.0
"""Orders: the record of what was bought and what came back, in every channel.

Owns: orders, lines, returns.
Offers: record, record_returns, cancel.
Hears: nothing.
Tells: OrderPlaced, OrderCorrected, OrderCancelled, GoodsReturned.
"""
