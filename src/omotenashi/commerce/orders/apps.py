# SPDX-License-Identifier: Apache-2.0
"""The app config of orders."""

from omotenashi.base import apps


class Orders(apps.OmotenashiApp):
    """See the docstring of the package."""

    name = "omotenashi.commerce.orders"
    label = "orders"
