# SPDX-License-Identifier: Apache-2.0
"""The app config of stock."""

from omotenashi.base import apps


class Stock(apps.OmotenashiApp):
    """See the docstring of the package."""

    name = "omotenashi.commerce.stock"
    label = "stock"
