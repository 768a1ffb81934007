# SPDX-License-Identifier: Apache-2.0
"""The pages of ジャーニーマップ: begun, written cell by cell, taken back, made into a scenario, and taken along on paper."""

import io

import pytest
from django.test import Client
from pypdf import PdfReader

from omotenashi.engagement.journeymaps.models import JourneyMap
from omotenashi.engagement.journeys.models import Journey
from omotenashi.web.console.maps import curves
from omotenashi.web.console.tests import shop

HTMX = {"HX-Request": "true"}


def _begun(client: Client, template: str = "apparel") -> JourneyMap:
    client.post("/console/maps/new/", {"template": template, "name": "", "key": "one"})
    return JourneyMap.objects.get()


def test_a_curve_goes_through_every_stage_of_which_something_is_known() -> None:
    drawn = curves.curve([2, None, -2])
    assert [(dot.left, dot.y) for dot in drawn.dots] == [(16.667, 14.0), (83.333, 86.0)]
    assert drawn.line == "M50.0 14.0C130.0 14.0 170.0 86.0 250.0 86.0"
    assert curves.curve([None, None]).line == ""


@pytest.mark.django_db
def test_an_empty_list_says_what_to_do_and_a_map_begins_from_a_template() -> None:
    client = shop.signed_in(language="ja")
    assert "マップはまだありません" in client.get("/console/maps/").content.decode()
    one = _begun(client)
    page = client.get(f"/console/maps/{one.pk}/").content.decode()
    assert (one.name, "仕事帰りに店へ行く" in page, "不満なのに担い手なし" in page) == (
        "アパレル（EC＋店舗）",
        True,
        False,
    )
    assert page.count('class="o-jmap-cell"') == 24


@pytest.mark.django_db
def test_a_cell_is_kept_by_itself_and_the_curve_follows() -> None:
    client = shop.signed_in(language="ja")
    one = _begun(client, "blank")
    said = {
        "verb": "cell",
        "stage": "s1",
        "channel": "c1",
        "action": "見る",
        "thought": "",
        "emotion": "-2",
        "measure": "",
    }
    answer = client.post(f"/console/maps/{one.pk}/changes/", said, headers=HTMX).content.decode()
    one.refresh_from_db()
    assert one.body["cells"] == {"s1:c1": {"action": "見る", "emotion": -2}}
    assert ('data-felt="-2.0"' in answer, "不満なのに担い手なし" in answer, "保存しました" in answer) == (
        True,
        True,
        True,
    )
    refused = client.post(
        f"/console/maps/{one.pk}/changes/", {**said, "action": "x" * 401}, headers=HTMX
    ).content.decode()
    client.post(f"/console/maps/{one.pk}/undo/")
    one.refresh_from_db()
    assert ("400文字まで" in refused, one.body["cells"]) == (True, {})


@pytest.mark.django_db
def test_stages_are_renamed_counted_added_and_taken_away() -> None:
    client = shop.signed_in(language="ja")
    one = _begun(client, "blank")
    changes = f"/console/maps/{one.pk}/changes/"
    client.post(
        changes, {"verb": "stage", "stage": "s1", "name": "出会い", "source": "event:orders.OrderPlaced"}, headers=HTMX
    )
    client.post(changes, {"verb": "add", "kind": "stages", "name": "紹介"})
    client.post(changes, {"verb": "move", "kind": "channels", "key": "c1", "by": "1"}, headers=HTMX)
    client.post(changes, {"verb": "remove", "kind": "stages", "key": "s2"}, headers=HTMX)
    one.refresh_from_db()
    assert [stage["name"] for stage in one.body["stages"]] == ["出会い", "購入", "使う", "再来店", "紹介"]
    assert one.body["stages"][0]["source"] == {"kind": "event", "what": "orders.OrderPlaced"}
    assert [channel["id"] for channel in one.body["channels"]] == ["c2", "c1", "c3", "c4"]
    page = client.get(f"/console/maps/{one.pk}/history/").content.decode()
    assert page.count("この変更の前に戻す") == 4


@pytest.mark.django_db
def test_a_measure_without_a_benefit_is_blocked_and_the_words_stay() -> None:
    client = shop.signed_in(language="ja")
    one = _begun(client)
    address = f"/console/maps/{one.pk}/measures/s5/c4/"
    blocked = client.post(address, {"benefit": " ", "name": "お手入れ案内"})
    assert (
        blocked.status_code,
        "顧客ベネフィットを書いてください" in blocked.content.decode(),
        "お手入れ案内" in blocked.content.decode(),
    ) == (422, True, True)
    assert Journey.objects.count() == 0
    done = client.post(address, {"benefit": "服が長くきれいに着られる", "name": "お手入れ案内"})
    journey = Journey.objects.get()
    assert (done["Location"], journey.hypothesis) == (f"/console/journeys/{journey.pk}/", "服が長くきれいに着られる")
    assert "お手入れ案内" in client.get(f"/console/maps/{one.pk}/").content.decode()
    client.post(address, {"serves": "none:", "tie": "1"})
    one.refresh_from_db()
    assert "serves" not in one.body["cells"]["s5:c4"]


@pytest.mark.django_db
def test_paper_and_picture_hold_the_japanese_words() -> None:
    client = shop.signed_in(language="ja")
    one = _begun(client)
    paper = client.get(f"/console/maps/{one.pk}/map.pdf")
    text = (
        "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
        .replace("\n", "")
        .replace(" ", "")
    )
    assert [
        word in text
        for word in ("アパレル（EC＋店舗）", "仕事帰りに店へ行く", "お気に入りの値下げを知らせる", "気持ち")
    ] == [True] * 4
    assert client.get(f"/console/maps/{one.pk}/map.png").content[:4] == b"\x89PNG"


@pytest.mark.django_db
def test_who_may_only_look_changes_nothing() -> None:
    office = shop.signed_in(language="ja")
    one = _begun(office)
    looks = Client(headers={"accept-language": "ja"})
    looks.force_login(shop.hired("support"), backend=shop.BACKEND)
    clerk = Client(headers={"accept-language": "ja"})
    clerk.force_login(shop.hired("clerk"), backend=shop.BACKEND)
    said = {"verb": "cell", "stage": "s1", "channel": "c1", "action": "x"}
    assert [looks.get(f"/console/maps/{one.pk}/").status_code, clerk.get(f"/console/maps/{one.pk}/").status_code] == [
        200,
        403,
    ]
    assert looks.post(f"/console/maps/{one.pk}/changes/", said).status_code == 403
    one.refresh_from_db()
    assert one.revision == 1
