# SPDX-License-Identifier: Apache-2.0
"""JSON that is kept as it came: text to the database, which neither takes it apart nor writes it anew (ADR 0040).

What is written was read before (`rules.cleaning`, `rules.quick`), so `::jsonb` takes all of it where somebody asks in SQL.
"""

import json
from typing import Any

from django.db import models


class Said(models.Field):  # type: ignore[type-arg]  # at run time it takes none
    """A JSON value in a column of text; it is read when a row is, and cannot be asked for by its keys."""

    def get_internal_type(self) -> str:
        """Say which column of Django's it is."""
        return "TextField"

    def get_prep_value(self, value: Any) -> str | None:
        """Write a value."""
        return None if value is None else json.dumps(value, ensure_ascii=False)

    def from_db_value(self, value: str | None, *_more: Any) -> Any:
        """Read a value."""
        return None if value is None else json.loads(value)
