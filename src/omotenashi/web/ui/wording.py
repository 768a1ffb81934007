# SPDX-License-Identifier: Apache-2.0
"""Words that more than one surface says."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The items of 特定商取引法に基づく表記: the name, and what is expected there.
LEGAL: Final[dict[str, tuple[str | Promise, str | Promise]]] = {
    "seller": (_("Seller"), _("The name of the company as registered")),
    "manager": (_("Responsible person"), _("Who answers for the sale")),
    "address": (_("Address"), _("With postal code")),
    "phone": (_("Telephone"), ""),
    "mail": (_("Mail address"), ""),
    "hours": (_("Hours for questions"), _("For example weekdays 10:00–17:00")),
    "price": (_("Price of the goods"), _("For example: as shown with each product, tax included")),
    "fees": (_("What else is to be paid"), _("Shipping, fees; what the terms of sale say is added by itself")),
    "payment": (_("Ways to pay"), ""),
    "when_paid": (_("When it is paid"), ""),
    "delivery": (_("When it is delivered"), ""),
    "returns": (_("Returns and exchanges"), ""),
    "other": (_("Other terms"), ""),
}
