# SPDX-License-Identifier: Apache-2.0
"""The terms of sale of a moment."""

from dataclasses import asdict
from datetime import datetime

from omotenashi.commerce.checkout.models import TermsVersion
from omotenashi.commerce.checkout.rules import Terms
from omotenashi.commerce.checkout.rules import terms as rules
from omotenashi.commerce.orders.queries import service_policy


def terms(at: datetime) -> Terms:
    """Give the terms that hold at a moment; the first ones where the retailer never wrote any.

    How long things wait and come back is the policy of service's to say, in every channel.
    """
    row = TermsVersion.objects.filter(used_since__lte=at).first()
    return rules.read((row.settings if row else {}) | asdict(service_policy(at)))


def shipping(*, goods: int, prefecture: str, at: datetime) -> int:
    """Give what it costs to send goods of this amount to a prefecture."""
    return rules.shipping_fee(terms(at), goods=goods, prefecture=prefecture)
