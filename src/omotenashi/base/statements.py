# SPDX-License-Identifier: Apache-2.0
"""Statements that are asked with every order: PostgreSQL plans each once a connection, and one JSON document tells it all.

    _HELD = Statement("SELECT w.id FROM jsonb_to_record($1::jsonb) AS d(node uuid) JOIN loyalty_wallet w ON …")
    _HELD.rows({"node": node_id})

Planning a statement over five tables takes longer than running it, and a driver that looks at thirty parameters takes
longer than one that sends a text. JSON comes back as text, for whoever knows its shape.
"""

from typing import Any

import msgspec

from omotenashi.base import planning

_encode = msgspec.json.Encoder(decimal_format="string").encode


class Statement:
    """One statement with one gap, `$1`, for a document. It gives rows, be it those it wrote."""

    def __init__(self, sql: str) -> None:
        self.sql = sql

    def rows(self, document: Any) -> list[tuple[Any, ...]]:
        """Run it inside the caller's transaction and give its rows."""
        return planning.ask(self.sql, planning.Document(_encode(document))).rows
