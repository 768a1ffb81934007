# SPDX-License-Identifier: Apache-2.0
"""The app config of catalogue."""

from omotenashi.base import apps


class Catalogue(apps.OmotenashiApp):
    """See the docstring of the package."""

    name = "omotenashi.commerce.catalogue"
    label = "catalogue"
