# SPDX-License-Identifier: Apache-2.0
"""Homes for the tests of the launcher: short paths that an unprivileged account can walk down to."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from omotenashi.config.home import Home
from omotenashi.config.postgres import launcher


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder of its own; pytest's would be closed to the account that root's server runs under."""
    folder = Path(tempfile.mkdtemp(prefix="omo-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def home(place: Path) -> Iterator[Home]:
    """A home without a server; whatever runs in it at the end is stopped."""
    made = Home(path=place / "shop")
    yield made
    launcher.discard(home=made)
