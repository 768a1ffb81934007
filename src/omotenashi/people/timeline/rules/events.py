# SPDX-License-Identifier: Apache-2.0
"""How an event of our own becomes the properties of an entry."""

from dataclasses import fields
from datetime import date, datetime
from typing import Any
from uuid import UUID


def props_of(event: Any) -> dict[str, object]:
    """Give an event's fields as plain JSON values, without the node and the moment that the entry itself holds."""
    # Fields are plain values, so nothing needs the deep copies of `asdict`.
    names = (field.name for field in fields(event))
    return {name: _plain(getattr(event, name)) for name in names if name not in {"node_id", "at"}}


def _plain(value: object) -> object:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value
