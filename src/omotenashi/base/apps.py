# SPDX-License-Identifier: Apache-2.0
"""What every app of the house is: a Django app config that makes its events and handlers known at start-up.

Write `from omotenashi.base import apps` and `class Orders(apps.OmotenashiApp)`. Importing the class itself would
show Django two app configs in one module; it then uses neither, and no handler signs up.
"""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class OmotenashiApp(AppConfig):
    """An app config that finds the app's `events.py`, and its `handlers.py`, where `@on(Event)` stands."""

    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Import events and handlers: a worker must know by name what another process has stored."""
        for part in ("events", "handlers"):
            if find_spec(f"{self.name}.{part}"):
                import_module(f"{self.name}.{part}")
