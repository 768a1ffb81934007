# SPDX-License-Identifier: Apache-2.0
"""The app config of insight."""

from omotenashi.base import apps


class Insight(apps.OmotenashiApp):
    """See the docstring of the package."""

    name = "omotenashi.insight"
    label = "insight"
