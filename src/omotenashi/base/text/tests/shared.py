# SPDX-License-Identifier: Apache-2.0
"""Where the shared test data lie: beside the repository, never inside it."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[6] / "shared"


def needed(relative: str) -> Path:
    """The shared file, or a skip that says which one is missing."""
    path = SHARED / relative
    if not path.exists():
        pytest.skip(f"../shared/{relative} is not here")
    return path
