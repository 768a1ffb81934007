# SPDX-License-Identifier: Apache-2.0
"""The app config of loyalty."""

from omotenashi.base import apps


class Loyalty(apps.OmotenashiApp):
    """See the docstring of the package."""

    name = "omotenashi.commerce.loyalty"
    label = "loyalty"
