# SPDX-License-Identifier: Apache-2.0
"""The app config of the API."""

from omotenashi.base import apps


class Api(apps.OmotenashiApp):
    """See the docstring of the package."""

    name = "omotenashi.web.api"
    label = "api"
