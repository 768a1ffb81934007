# SPDX-License-Identifier: Apache-2.0
"""The outbox as a Django app."""

from omotenashi.base import apps


class Outbox(apps.OmotenashiApp):
    """Events on their way up."""

    name = "omotenashi.base.outbox"
    label = "outbox"
