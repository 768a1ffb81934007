# SPDX-License-Identifier: Apache-2.0
"""The tables of payments."""

from omotenashi.commerce.payments.models.accounts import ProviderAccount
from omotenashi.commerce.payments.models.checks import WholeCheck
from omotenashi.commerce.payments.models.drawers import CashEntry, Shift
from omotenashi.commerce.payments.models.intents import Intent, PaymentEvent, ProviderCall
from omotenashi.commerce.payments.models.simulator import SimulatedCharge, SimulatedRefund, SimulatedWebhook
from omotenashi.commerce.payments.models.tenders import Kind, Refund, Tender

__all__ = [
    "CashEntry",
    "Intent",
    "Kind",
    "PaymentEvent",
    "ProviderAccount",
    "ProviderCall",
    "Refund",
    "Shift",
    "SimulatedCharge",
    "SimulatedRefund",
    "SimulatedWebhook",
    "Tender",
    "WholeCheck",
]
