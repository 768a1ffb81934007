# SPDX-License-Identifier: Apache-2.0
"""The app config of journey maps."""

from omotenashi.base import apps


class JourneyMaps(apps.OmotenashiApp):
    """See the docstring of the package."""

    name = "omotenashi.engagement.journeymaps"
    label = "journeymaps"
