# SPDX-License-Identifier: Apache-2.0
"""The app config of the file import."""

from omotenashi.base import apps


class Csv(apps.OmotenashiApp):
    """See the docstring of the package."""

    name = "omotenashi.connectors.csv"
    label = "csv"
