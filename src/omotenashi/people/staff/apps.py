# SPDX-License-Identifier: Apache-2.0
"""The app config of staff."""

from omotenashi.base import apps


class StaffApp(apps.OmotenashiApp):
    """See the docstring of the package."""

    name = "omotenashi.people.staff"
    label = "staff"
