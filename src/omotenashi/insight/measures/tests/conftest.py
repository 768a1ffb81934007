# SPDX-License-Identifier: Apache-2.0
"""The worked example, made once for all tests of measures."""

import pytest

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures.tests.fixture_a import fixture_a


@pytest.fixture(scope="session")
def shop() -> Tables:
    """Fixture A."""
    return fixture_a()
