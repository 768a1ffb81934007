# SPDX-License-Identifier: Apache-2.0
"""Orders: what is bought and what comes back, in every channel, and the tax documents about it.

Owns: orders, lines, returns, tries to claim a receipt, the order log, credits of staff and shops, contacts, what the
confirmation page showed, codes, series and tax documents, the policy of service, the reasons to buy that are asked,
subscriptions and what they sent.
Offers: record, record_returns, record_subscriptions, give_reasons, claim (what sources say); create, change, mark_paid,
handed_over, complete, cancel, take_back, issue_document, codes (what happens here); progress_of, returnable, receipt, broken.
Hears: CustomerErased, Refunded.
Tells: OrderPlaced, OrderConfirmed, OrderCompleted, OrderCorrected, LinesCancelled, OrderCancelled, ReceiptClaimed,
GoodsReturned, SubscriptionBegun, SubscriptionDelivered, SubscriptionPaused, SubscriptionResumed, SubscriptionCancelled,
SubscriptionWithdrawn.
"""
