# SPDX-License-Identifier: Apache-2.0
"""The terms of sale of a moment."""

from datetime import datetime

from omotenashi.commerce.checkout.models import TermsVersion
from omotenashi.commerce.checkout.rules import Terms
from omotenashi.commerce.checkout.rules import terms as rules


def terms(at: datetime) -> Terms:
    """Give the terms that hold at a moment; the first ones where the retailer never wrote any."""
    row = TermsVersion.objects.filter(used_since__lte=at).first()
    return rules.read(row.settings if row else {})
