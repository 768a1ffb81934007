# SPDX-License-Identifier: Apache-2.0
"""Orders: the record of what was bought and what came back, in every channel.

Owns: orders, lines, returns, tries to claim a receipt.
Offers: record, record_returns, cancel, claim.
Hears: nothing.
Tells: OrderPlaced, OrderCorrected, OrderCancelled, ReceiptClaimed, GoodsReturned.
"""
