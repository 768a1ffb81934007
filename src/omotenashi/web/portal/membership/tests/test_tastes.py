# SPDX-License-Identifier: Apache-2.0
"""あなたの好み: a member sees what was worked out, and takes away what is wrong."""

import pytest
from django.test import Client
from django.urls import reverse

from omotenashi.base import clock
from omotenashi.insight.models import Taste, TasteRefusal
from omotenashi.people.customers.actions.cards import Card
from omotenashi.web.portal.membership.tests import phone as phones
from omotenashi.web.portal.membership.tests.phone import HANAKO, TAKUMI, phone

pytestmark = pytest.mark.django_db


def _leans(card: Card, value: str) -> None:
    Taste.objects.create(
        person_id=card.person_id, axis="category", value=value, place=0, z=2.0, share=0.5, base=0.1,
        counts={"bought": 3, "viewed": 1}, evidence=[], version=1, as_of=clock.day_of(clock.now()),
    )  # fmt: skip


def _member(browser: Client) -> Card:
    phones.opened()
    return phones.joined(browser, HANAKO)


def test_a_member_reads_the_tags_and_on_what_they_stand() -> None:
    browser = phone()
    _leans(_member(browser), "麻")
    page = browser.get(reverse("portal:tastes")).content.decode()
    assert ("麻" in page, "Category · bought 3 times · looked 1 time" in page) == (True, True)


def test_a_member_takes_a_tag_away_and_only_their_own() -> None:
    browser, other = phone(), phone()
    mine = _member(browser)
    theirs = phones.joined(other, TAKUMI)
    _leans(mine, "麻")
    _leans(theirs, "麻")
    assert browser.post(reverse("portal:tastes"), {"axis": "category", "value": "麻"})["Location"] == reverse(
        "portal:tastes"
    )
    assert list(Taste.objects.values_list("person_id", flat=True)) == [theirs.person_id]
    assert list(TasteRefusal.objects.values_list("node_id", "axis", "value")) == [(mine.node_id, "category", "麻")]


def test_without_evidence_nothing_is_guessed() -> None:
    browser = phone()
    _member(browser)
    assert "we do not guess" in browser.get(reverse("portal:tastes")).content.decode()


def test_nobody_else_comes_in() -> None:
    phones.opened()
    assert phone().get(reverse("portal:tastes"))["Location"] == reverse("portal:link")
