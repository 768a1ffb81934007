# SPDX-License-Identifier: Apache-2.0
"""How much of the contact data a member of staff sees: all, or enough to recognise somebody."""

from typing import Any

from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.queries import hidden, masked
from omotenashi.people.staff import queries as staff

__all__ = ["NARROW", "Sight", "hidden", "masked"]


class Sight(customers.Sight):
    """What one member of staff may see of the contact data of customers."""

    @classmethod
    def of(cls, who: Any) -> "Sight":
        """Give the sight of a member of staff."""
        return cls(contacts=staff.may(who, "customers.contacts"))


# Where nobody says who reads, little is shown.
NARROW = Sight(contacts=False)
