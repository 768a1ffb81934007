# SPDX-License-Identifier: Apache-2.0
"""Payments: what is to be paid, what was paid with what, what goes back, and the cash in the drawer.

Owns: intents, provider events, calls to providers, tenders, refunds, shifts of a till and their cash entries, accounts at providers, whole checks.
Offers: expect, start, capture, take, void, refund, void_or_refund, receive, open_shift, pay_in, pay_out, close_shift.
Hears: nothing.
Tells: PaymentAuthorised, PaymentCaptured, PaymentFailed, PaymentVoided, Refunded, RefundFailed, ShiftClosed.
"""
