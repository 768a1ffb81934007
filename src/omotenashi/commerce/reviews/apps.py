# SPDX-License-Identifier: Apache-2.0
"""The app config of reviews."""

from omotenashi.base import apps


class Reviews(apps.OmotenashiApp):
    """See the docstring of the package."""

    name = "omotenashi.commerce.reviews"
    label = "reviews"
