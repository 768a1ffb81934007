# SPDX-License-Identifier: Apache-2.0
"""The app config of timeline."""

from omotenashi.base import apps


class Timeline(apps.OmotenashiApp):
    """See the docstring of the package."""

    name = "omotenashi.people.timeline"
    label = "timeline"
