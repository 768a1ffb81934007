# SPDX-License-Identifier: Apache-2.0
"""The manifest: which files make the current version of the lake. Pure values and their JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# Raise it when a schema changes: a lake of an older format then reads as empty and is filled anew.
FORMAT = 12


@dataclass(frozen=True)
class Part:
    """One Parquet file. ``file`` is relative to the lake's directory."""

    file: str
    rows: int


@dataclass(frozen=True)
class Manifest:
    """A version of the lake. ``parts`` is table → part name ("2025-03" or "all") → file.

    ``watermark``: every change of a transaction below it is inside. ``retired`` are files of older
    versions with the moment (ISO) they left, kept a while for readers that still hold them.
    """

    version: int = 0
    written_at: str = ""
    watermark: int | None = None
    parts: Mapping[str, Mapping[str, Part]] = field(default_factory=dict)
    retired: Mapping[str, str] = field(default_factory=dict)

    def files(self, table: str) -> tuple[str, ...]:
        """The files of one table, in the order of their parts."""
        parts = self.parts.get(table, {})
        return tuple(parts[name].file for name in sorted(parts))

    def rows(self, table: str) -> int:
        """How many rows one table has."""
        return sum(part.rows for part in self.parts.get(table, {}).values())

    def all_files(self) -> frozenset[str]:
        """Every file this version needs."""
        return frozenset(file for table in self.parts for file in self.files(table))


def to_json(manifest: Manifest) -> str:
    """The text of manifest.json."""
    return json.dumps(
        {
            "format": FORMAT,
            "version": manifest.version,
            "written_at": manifest.written_at,
            "watermark": manifest.watermark,
            "parts": {
                table: {name: {"file": part.file, "rows": part.rows} for name, part in parts.items()}
                for table, parts in manifest.parts.items()
            },
            "retired": dict(manifest.retired),
        },
        indent=1,
        sort_keys=True,
    )


class UnknownFormat(Exception):
    """The lake was written by a newer Omotenashi; its manifest cannot be read."""


def from_json(text: str) -> Manifest:
    """Read manifest.json. Raises UnknownFormat for a format that came after this one."""
    raw: dict[str, Any] = json.loads(text)
    if raw["format"] > FORMAT:
        raise UnknownFormat(raw["format"])
    if raw["format"] < FORMAT:
        return Manifest(version=raw["version"])
    return Manifest(
        version=raw["version"],
        written_at=raw["written_at"],
        watermark=raw["watermark"],
        parts={table: {name: Part(**part) for name, part in parts.items()} for table, parts in raw["parts"].items()},
        retired=raw["retired"],
    )
