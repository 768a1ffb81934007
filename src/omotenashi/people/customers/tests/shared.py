# SPDX-License-Identifier: Apache-2.0
"""Where the shared test data lie: beside the repository, never inside it."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[6] / "shared"


def needed(relative: str) -> Path:
    """The shared file, or a skip that says which one is missing."""
    path = SHARED / relative
    if not path.exists():
        pytest.skip(f"../shared/{relative} is not here")
    return path


def rows(relative: str) -> list[dict[str, str]]:
    """The rows of a shared CSV."""
    with needed(relative).open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


def expected(check: str) -> dict[str, Any]:
    """What `expected.json` asks of one check."""
    said = json.loads(needed("data/expected.json").read_text(encoding="utf-8"))
    listed = said if isinstance(said, list) else said["checks"]
    found: dict[str, Any] = next(one for one in listed if one["id"] == check)
    return found
