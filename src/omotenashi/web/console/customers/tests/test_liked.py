# SPDX-License-Identifier: Apache-2.0
"""好みの傾向 on 顧客カルテ: tags with what they stand on, nothing guessed, and how the words of somebody sound."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.urls import reverse

from omotenashi.base import clock
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.orders.queries.reasons import GIVEN
from omotenashi.insight.models import Taste, TasteModel
from omotenashi.people.timeline import actions as timeline
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 15, tzinfo=UTC)
TOLD = {"a0": 5.0, "z": 1.282, "weight": 1.5, "times": 2}


def _night() -> None:
    TasteModel.objects.create(started_at=NOW, finished_at=NOW, as_of=date(2026, 1, 15), told=TOLD)


def _leans(person: UUID, place: int, *evidence: list[object]) -> None:
    Taste.objects.create(
        person_id=person, axis="category", value=f"V{place}", place=place, z=2.0, share=0.42, base=0.09,
        counts={"bought": 2}, evidence=list(evidence), version=1, as_of=date(2026, 1, 15),
    )  # fmt: skip


def test_the_three_surest_tags_lead_to_their_facts() -> None:
    client = shop.signed_in()
    node, person = shop.person(1)
    shop.ordered("N1", node)
    order = Order.objects.get()
    _night()
    _leans(person, 0, ["bought", "s:A", 2, "2026-01-10", order.seq], ["viewed", "p:A", 3, "2026-01-11", 0])
    for place in (1, 2, 3):
        _leans(person, place)
    shown = client.get(f"/console/customers/{person}/more/").context["liked"]["rows"]
    assert [one["name"] for one in shown] == ["V0", "V1", "V2"]
    assert [href for _name, href, _day, _what in shown[0]["evidence"]] == [
        reverse("console:order", args=[order.pk]),
        f"{reverse('console:customer', args=[person])}?kind=behaviour&day=2026-01-11",
    ]


def test_without_evidence_it_says_so_instead_of_guessing() -> None:
    client = shop.signed_in(language="ja")
    _node, person = shop.person(1)
    assert "好みの傾向" not in client.get(f"/console/customers/{person}/more/").content.decode()
    _night()
    page = client.get(f"/console/customers/{person}/more/").content.decode()
    assert ("好みの傾向" in page, "データ不足" in page) == (True, True)


def test_the_moods_of_what_somebody_wrote_are_counted() -> None:
    client = shop.signed_in()
    node, person = shop.person(1)
    _night()
    for place, comment in enumerate(("とても気に入りました", "最高です", "残念でした")):
        said = timeline.EntryRecord(
            message_id=str(place), name=GIVEN, node_id=node, at=clock.now(), props={"comment": comment, "reason": "x"}
        )
        timeline.append([said], source=timeline.internal_source(), now=clock.now())
    moods = client.get(f"/console/customers/{person}/more/").context["liked"]["moods"]
    assert moods == [("Sounds pleased", "good", "2"), ("Sounds displeased", "bad", "1")]
