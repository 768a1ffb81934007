# SPDX-License-Identifier: Apache-2.0
"""顧客カルテ tells on which scenarios somebody is: where, until when, and what comes."""

from datetime import timedelta

import pytest
from django.utils import translation

from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys.tests.test_journeys import BOUGHT, CART, go, graph, happen, live, template
from omotenashi.engagement.messaging.tests import world
from omotenashi.web.console.journeys import walked

pytestmark = pytest.mark.django_db
NOW = world.NOW


def test_a_page_tells_where_somebody_stands_and_what_comes_and_how_it_ended() -> None:
    world.house()
    people = world.people("hana")
    version = live(graph(template()))
    happen(people["hana"], CART, at=NOW, basket_id="b1")
    go(NOW)
    with translation.override("en"):
        [walk] = walked.walks_of([people["hana"]])
        assert (walk.state, walk.here, walk.until) == ("On the way", "Wait 3 hours", NOW + timedelta(hours=3))
        assert [(line.text, line.at) for line in walk.ahead] == [("Send “春のお知らせ”", NOW + timedelta(hours=3))]
        journeys.pause(version.journey_id, now=NOW)
        assert [(one.state, one.until) for one in walked.walks_of([people["hana"]])] == [("Held", None)]
        journeys.resume(version.journey_id, now=NOW)
        happen(people["hana"], BOUGHT, at=NOW + timedelta(hours=1))
        [walk] = walked.walks_of([people["hana"]])
    assert (walk.state, walk.here, walk.ended) == ("Left by themselves", "", NOW + timedelta(hours=1))
