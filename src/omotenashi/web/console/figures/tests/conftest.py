# SPDX-License-Identifier: Apache-2.0
"""The worked example as a lake, written once."""

from pathlib import Path
from typing import Any

import pytest

from omotenashi.web.console.figures.tests import lake


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the lake."""
    return lake.stored(tmp_path_factory.mktemp("example") / "lake")


@pytest.fixture
def shop_lake(settings: Any, example: Path) -> Path:
    """Let the pages read the worked example."""
    settings.LAKE_PATH = example
    return example


@pytest.fixture
def empty_lake(settings: Any, tmp_path: Path) -> Path:
    """Let the pages read a lake that was never written."""
    settings.LAKE_PATH = tmp_path / "lake"
    return tmp_path / "lake"
