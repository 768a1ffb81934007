# SPDX-License-Identifier: Apache-2.0
"""The app config of fulfilment."""

from omotenashi.base import apps


class Fulfilment(apps.OmotenashiApp):
    """See the docstring of the package."""

    name = "omotenashi.commerce.fulfilment"
    label = "fulfilment"
