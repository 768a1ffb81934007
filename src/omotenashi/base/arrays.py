# SPDX-License-Identifier: Apache-2.0
"""Ids in a list, written for PostgreSQL in one go: the driver would dump, search and quote each of thousands."""

from typing import Any
from uuid import UUID

import psycopg
from psycopg.abc import Buffer
from psycopg.types.array import ListDumper
from psycopg.types.uuid import UUIDDumper


class _Lists(ListDumper):
    """Dumps a flat list of UUIDs by itself, and every other list as the driver does."""

    def dump(self, obj: list[Any]) -> Buffer | None:
        """Give the text of the array."""
        if type(self.sub_dumper) is UUIDDumper and set(map(type, obj)) == {UUID}:
            return b"{%b}" % ",".join([f"{one.int:032x}" for one in obj]).encode()
        return super().dump(obj)


def write_ids_at_once() -> None:
    """Teach the driver; before the first connection, which copies what the driver knows."""
    psycopg.adapters.register_dumper(list, _Lists)
