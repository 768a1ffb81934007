# SPDX-License-Identifier: Apache-2.0
"""計測ソース: who may, what a source shows, and what can be done with what was refused."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from omotenashi.people.staff.models import AuditEntry
from omotenashi.people.timeline import actions as timeline
from omotenashi.people.timeline.models import Entry, Rejected, Source
from omotenashi.web.console.tests import shop

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LIST = "/console/settings/sources/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def web() -> Source:
    source = timeline.create_source(kind="web", name="Web shop", write_key="wk_secret_key", now=NOW)
    items: list[dict[str, Any]] = [
        {"type": "track", "event": "E", "userId": "u", "messageId": "good"},
        {"type": "track", "event": "<script>", "messageId": "bad1"},
        {"type": "track", "userId": "u", "messageId": "bad2"},
    ]
    timeline.ingest(items, source=source, now=datetime.now(UTC))
    return source


@pytest.mark.parametrize(
    ("role", "status"),
    [("headquarters", 200), ("developer", 200), ("manager", 403), ("clerk", 403), ("support", 403)],
)
def test_who_may_see_and_change_sources(role: str, status: int, web: Source) -> None:
    client = shop.signed_in(role)
    assert [client.get(path).status_code for path in (LIST, f"{LIST}{web.pk}/", f"{LIST}new/")] == [status] * 3
    assert client.get(f"{LIST}{web.pk}/refused.csv").status_code == status
    for path in ("key", "revocation", "replay", "settings", "token"):
        answer = client.post(f"{LIST}{web.pk}/{path}/")
        assert (answer.status_code == 403) is (status == 403), path


def test_the_list_takes_the_same_number_of_queries_for_one_and_three(web: Source) -> None:
    client = shop.signed_in()
    client.get(LIST)
    one = shop.queries_of(client, LIST)
    for n in range(2):
        timeline.create_source(kind="app", name=f"App {n}", now=NOW)
    assert shop.queries_of(client, LIST) == one


def test_a_source_shows_how_to_connect_it_and_what_was_refused(web: Source) -> None:
    page = shop.signed_in().get(f"{LIST}{web.pk}/").content.decode()
    for words in ("wk_secret_key", "analytics-next", "curl -u wk_secret_key:", "no usable userId", "has no name"):
        assert words in page
    assert ("&lt;script&gt;" in page, '"<script>"' in page) == (True, False)


def test_a_new_source_has_a_key_of_its_own(web: Source) -> None:
    client = shop.signed_in()
    answer = client.post(f"{LIST}new/", {"name": "Till", "kind": "pos", "shared_device": "on"})
    made = Source.objects.get(name="Till")
    assert (answer.status_code, made.kind, made.shared_device, (made.write_key or "")[:3]) == (302, "pos", True, "wk_")
    assert AuditEntry.objects.filter(permission="sources.edit", subject=f"source:{made.pk}").count() == 1


def test_the_settings_take_origins_and_refuse_what_is_none(web: Source) -> None:
    client = shop.signed_in()
    said = {"name": "Shop", "rate_limit": "50", "allowed_origins": "https://a.example/\nhttps://b.example"}
    assert client.post(f"{LIST}{web.pk}/settings/", said).status_code == 302
    web.refresh_from_db()
    assert (web.name, web.rate_limit, web.allowed_origins) == ("Shop", 50, ["https://a.example", "https://b.example"])
    wrong = said | {"allowed_origins": "a.example/path"}
    assert client.post(f"{LIST}{web.pk}/settings/", wrong).status_code == 422
    web.refresh_from_db()
    assert web.allowed_origins == ["https://a.example", "https://b.example"]


def test_rotating_and_revoking(web: Source) -> None:
    client = shop.signed_in()
    client.post(f"{LIST}{web.pk}/key/")
    web.refresh_from_db()
    assert (web.write_key != "wk_secret_key", web.revoked_at) == (True, None)
    client.post(f"{LIST}{web.pk}/revocation/")
    first = Source.objects.get(pk=web.pk).revoked_at
    client.post(f"{LIST}{web.pk}/revocation/")
    assert (first is not None, Source.objects.get(pk=web.pk).revoked_at) == (True, first)


def test_a_token_is_shown_once(web: Source) -> None:
    client = shop.signed_in()
    page = client.post(f"{LIST}{web.pk}/token/")
    assert ("omt_" in page.content.decode(), page["Cache-Control"]) == (True, "no-store")
    assert "omt_" not in client.get(f"{LIST}{web.pk}/").content.decode()


@pytest.mark.parametrize(("which", "replayed"), [("one", 1), ("reason", 1), ("all", 2)])
def test_refused_events_are_replayed_one_by_reason_or_all(which: str, replayed: int, web: Source) -> None:
    for one in Rejected.objects.all():
        said = json.loads(one.raw) | {"userId": "u", "event": "Mended"}
        Rejected.objects.filter(pk=one.pk).update(raw=json.dumps(said))
    first = Rejected.objects.get(reason="no_id")
    asked = {"one": {"one": str(first.pk)}, "reason": {"reason": "no_id"}, "all": {}}[which]
    assert shop.signed_in().post(f"{LIST}{web.pk}/replay/", asked).status_code == 302
    assert Rejected.objects.exclude(replayed_at=None).count() == replayed
    assert Entry.objects.filter(name="Mended").count() == replayed


def test_refused_events_can_be_taken_along(web: Source) -> None:
    text = shop.signed_in().get(f"{LIST}{web.pk}/refused.csv").content.decode("utf-8-sig")
    assert sorted(line.split(",")[1] for line in text.splitlines()[1:]) == ["no_event_name", "no_id"]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_it_speaks_both_languages(language: str, web: Source) -> None:
    page = shop.signed_in(language=language).get(LIST).content.decode()
    assert ({"ja": "計測ソース", "en": "Sources"}[language] in page, "Web shop" in page) == (True, True)
