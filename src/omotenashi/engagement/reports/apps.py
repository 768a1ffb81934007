# SPDX-License-Identifier: Apache-2.0
"""The app config of reports."""

from omotenashi.base import apps


class Reports(apps.OmotenashiApp):
    """See the docstring of the package."""

    name = "omotenashi.engagement.reports"
    label = "reports"
