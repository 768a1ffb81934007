# SPDX-License-Identifier: Apache-2.0
"""Stripe: PaymentIntents, refunds and signed webhooks, through its own Python library (extra `payments`)."""
