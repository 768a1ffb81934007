# SPDX-License-Identifier: Apache-2.0
"""The app config of sourcing."""

from omotenashi.base import apps


class Sourcing(apps.OmotenashiApp):
    """See the docstring of the package."""

    name = "omotenashi.commerce.sourcing"
    label = "sourcing"
