# SPDX-License-Identifier: Apache-2.0
"""What a process remembers of visitors and of places is forgotten around each test: the database is new each time."""

from collections.abc import Iterator

import pytest

from omotenashi.people.customers.actions import anchors
from omotenashi.people.timeline.actions import placing


@pytest.fixture(autouse=True)
def _clean() -> Iterator[None]:
    anchors.forget()
    placing.forget()
    yield
    anchors.forget()
    placing.forget()
