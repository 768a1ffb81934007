# SPDX-License-Identifier: Apache-2.0
"""The app config of locations."""

from omotenashi.base import apps


class Locations(apps.OmotenashiApp):
    """See the docstring of the package."""

    name = "omotenashi.places.locations"
    label = "locations"
