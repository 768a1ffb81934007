# SPDX-License-Identifier: Apache-2.0
"""The policy of service of a moment."""

from datetime import datetime

from omotenashi.commerce.orders.models import ServiceVersion
from omotenashi.commerce.orders.rules import service
from omotenashi.commerce.orders.rules.service import ServicePolicy

__all__ = ["ServicePolicy", "service_policy"]


def service_policy(at: datetime) -> ServicePolicy:
    """Give the policy that holds at a moment; the first one where the retailer never wrote any."""
    row = ServiceVersion.objects.filter(used_since__lte=at).first()
    return service.read(row.settings if row else {})
