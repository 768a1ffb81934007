# SPDX-License-Identifier: Apache-2.0
"""The app config of customers."""

from omotenashi.base import apps


class Customers(apps.OmotenashiApp):
    """See the docstring of the package."""

    name = "omotenashi.people.customers"
    label = "customers"
