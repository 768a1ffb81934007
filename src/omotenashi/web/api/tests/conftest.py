# SPDX-License-Identifier: Apache-2.0
"""A key for each role, and a client that speaks JSON."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from omotenashi.people.staff import actions as staff
from omotenashi.places.locations import actions as locations
from omotenashi.web.api.tests.caller import Api


@pytest.fixture(autouse=True)
def lake(settings: Any, tmp_path: Path) -> None:
    """Give each test a lake of its own, empty."""
    settings.LAKE_PATH = tmp_path / "lake"


@pytest.fixture
def retailer(db: None) -> None:
    """A retailer with a shop."""
    locations.set_up_retailer(name="Hana")
    locations.register_locations([locations.LocationRecord(code="GINZA", name="銀座")])


@pytest.fixture
def key_of(retailer: None) -> Callable[[str], str]:
    """Make a key of a role and give its secret."""
    return lambda role: staff.issue_key(name=role, role=role, issued_by=None)[1]


@pytest.fixture
def headquarters(key_of: Callable[[str], str]) -> Api:
    """A caller who may do everything."""
    return Api(key_of("headquarters"))
