# SPDX-License-Identifier: Apache-2.0
"""The app config of messaging."""

from omotenashi.base import apps


class Messaging(apps.OmotenashiApp):
    """See the docstring of the package."""

    name = "omotenashi.engagement.messaging"
    label = "messaging"
