# SPDX-License-Identifier: Apache-2.0
"""What people ask, beside a message: each source with its count, one of its texts and its page; others can join."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from omotenashi.base import clock
from omotenashi.commerce.reviews.models import Review
from omotenashi.engagement.messaging.queries import concerns
from omotenashi.engagement.messaging.queries.concerns import Concern
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.customers.models import Node
from omotenashi.people.staff import actions as staff
from omotenashi.people.timeline import actions as timeline
from omotenashi.people.timeline.models import Source
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Client:
    """A house to which three people spoke, and a browser of headquarters."""
    monkeypatch.setattr(concerns, "_HEARD", dict(concerns._HEARD))
    world.house()
    people = [Node.objects.get(nodeperson__person_id=one).pk for one in world.people("hana", "kei", "rin").values()]
    for number, node in enumerate(people):
        _happened(node, "Products Searched", {"query": "長ぐつ", "results": 0}, number)
        _happened(node, "Products Searched", {"query": "シャツ", "results": 12}, number)
    for number, (text, node) in enumerate(zip(("洗えますか", "家で洗えますか。長く着たいです"), people, strict=False)):
        _happened(node, "Inquiry Sent", {"topic": "お手入れ", "message": text}, number)
    _happened(people[0], "Purchase Reason Given", {"reason": "値段", "comment": "安い"}, 5)
    person = staff.hire(email="hq@hana.example", name="hq", role="headquarters", password="quiet-blue-cloth")
    client = Client(headers={"accept-language": "ja"})
    client.force_login(person, backend=shop.BACKEND)
    return client


def _happened(node: Any, name: str, props: dict[str, Any], number: int) -> None:
    at = clock.now() - timedelta(days=3, minutes=number)
    source, _new = Source.objects.get_or_create(code="web", defaults={"kind": "web", "name": "Our site"})
    record = timeline.EntryRecord(message_id=f"{name}{node}{props}", name=name, node_id=node, at=at, props=props)
    timeline.append([record], source=source, now=clock.now())


def test_topics_come_with_count_and_a_text_and_what_was_said_once_does_not(office: Client) -> None:
    assert (concerns.concerns(now=clock.now()), Review.objects.count()) == (
        [Concern("inquiry", "お手入れ", 2, "家で洗えますか。長く着たいです"), Concern("search", "長ぐつ", 3)], 0,
    )  # fmt: skip
    page = office.get("/console/messages/topics/").content.decode()
    assert {word: page.count(word) for word in ("お手入れ", "家で洗えますか", "シャツ", "値段")} == {
        "お手入れ": 2, "家で洗えますか": 1, "シャツ": 0, "値段": 0,
    }  # fmt: skip
    assert 'href="/console/figures/unmet/"' in page


def test_another_source_joins_by_its_name_alone(office: Client) -> None:
    concerns.hear("call", lambda _since, _until: [Concern("call", "駐車場", 4, "駐車場はありますか")])
    assert concerns.concerns(now=clock.now())[-1] == Concern("call", "駐車場", 4, "駐車場はありますか")
    assert "駐車場はありますか" in office.get("/console/messages/topics/").content.decode()


def test_whoever_may_not_see_messages_reads_no_words_of_customers(office: Client) -> None:
    person = staff.hire(email="dev@hana.example", name="dev", role="developer", password="quiet-blue-cloth")
    office.force_login(person, backend=shop.BACKEND)
    answer = office.get("/console/messages/topics/")
    assert (answer.status_code, "家で洗えますか" in answer.content.decode()) == (403, False)
