# SPDX-License-Identifier: Apache-2.0
"""The rail counts what waits with few queries, and not on every page."""

import pytest
from django.contrib.auth import get_user
from django.db import connection
from django.test.utils import CaptureQueriesContext

from omotenashi.web.console import frame
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


def test_the_rail_counts_with_six_queries_and_then_with_none() -> None:
    person = get_user(shop.signed_in())
    frame.forget()
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as found:
            frame.written("rail", user=person, path="/", folded=False)
        asked.append(len(found))
    assert asked == [6, 0]
