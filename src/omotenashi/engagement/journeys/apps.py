# SPDX-License-Identifier: Apache-2.0
"""The app config of journeys."""

from omotenashi.base import apps


class Journeys(apps.OmotenashiApp):
    """See the docstring of the package."""

    name = "omotenashi.engagement.journeys"
    label = "journeys"
