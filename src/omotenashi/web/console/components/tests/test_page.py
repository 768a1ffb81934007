# SPDX-License-Identifier: Apache-2.0
"""The components page shows every component there is, to staff only, in both languages."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from omotenashi.people.staff import actions as staff
from omotenashi.web import console
from omotenashi.web.console.components import samples

SAMPLES = Path(console.__file__).parent / "templates" / "console" / "components" / "samples"


@pytest.fixture
def hana(db: None) -> Client:
    client = Client()
    client.force_login(staff.hire(email="hana@example.jp", name="Hana", role="clerk", password="quiet-blue-cloth"))
    return client


def test_a_stranger_is_sent_to_the_door(db: None) -> None:
    answer = Client().get("/console/components/")
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/console/components/")


def test_every_sample_is_on_the_page() -> None:
    with translation.override("en"):
        shown = {name for _key, _label, names in samples.parts() for name in names}
    assert shown == {path.stem for path in SAMPLES.glob("*.html")}


@pytest.mark.parametrize(("language", "title"), [("ja", "部品"), ("en", "Components")])
def test_the_page_opens_in_both_languages(hana: Client, language: str, title: str) -> None:
    answer = hana.get("/console/components/", headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert f"<h1>{title}</h1>" in answer.content.decode()


def test_the_drawer_gets_a_whole_page(hana: Client) -> None:
    answer = hana.get("/console/components/people/?tier=GOLD", headers={"HX-Request": "true"})
    assert (answer.status_code, '<main id="main"' in answer.content.decode()) == (200, True)


def test_a_failure_carries_a_code_to_quote(hana: Client) -> None:
    answer = hana.get("/console/components/failure/")
    assert (answer.status_code, answer["Omotenashi-Code"][:2]) == (500, "E-")


def test_the_search_finds_pages_and_commands(hana: Client) -> None:
    answer = hana.get("/console/search/?q=components", headers={"Accept-Language": "en"})
    assert 'href="/console/components/"' in answer.content.decode()
