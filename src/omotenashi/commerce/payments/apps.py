# SPDX-License-Identifier: Apache-2.0
"""The app config of payments."""

from omotenashi.base import apps


class Payments(apps.OmotenashiApp):
    """See the docstring of the package."""

    name = "omotenashi.commerce.payments"
    label = "payments"
