# SPDX-License-Identifier: Apache-2.0
"""The app config of checkout."""

from omotenashi.base import apps


class Checkout(apps.OmotenashiApp):
    """See the docstring of the package."""

    name = "omotenashi.commerce.checkout"
    label = "checkout"
