# SPDX-License-Identifier: Apache-2.0
"""How much of customers' contact data the bearer of a key may see."""

from django.http import HttpRequest

from omotenashi.people.customers.queries import Sight
from omotenashi.people.staff import queries as staff
from omotenashi.web.api import keys


def of(request: HttpRequest) -> Sight:
    """Without `customers.contacts` values are masked."""
    return Sight(contacts=staff.may(keys.bearer(request), "customers.contacts"))
