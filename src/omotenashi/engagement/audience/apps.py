# SPDX-License-Identifier: Apache-2.0
"""The app config of audience."""

from omotenashi.base import apps


class Audience(apps.OmotenashiApp):
    """See the docstring of the package."""

    name = "omotenashi.engagement.audience"
    label = "audience"
