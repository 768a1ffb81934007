# SPDX-License-Identifier: Apache-2.0
"""The app config of consent."""

from omotenashi.base import apps


class Consent(apps.OmotenashiApp):
    """See the docstring of the package."""

    name = "omotenashi.people.consent"
    label = "consent"
