# SPDX-License-Identifier: Apache-2.0
"""The app config of usage."""

from omotenashi.base import apps


class Usage(apps.OmotenashiApp):
    """See the docstring of the package."""

    name = "omotenashi.commerce.usage"
    label = "usage"
