# SPDX-License-Identifier: Apache-2.0
"""The app config of idempotency."""

from omotenashi.base import apps


class Idempotency(apps.OmotenashiApp):
    """See the docstring of the package."""

    name = "omotenashi.base.idempotency"
    label = "idempotency"
