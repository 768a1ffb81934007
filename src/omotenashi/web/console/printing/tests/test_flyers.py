# SPDX-License-Identifier: Apache-2.0
"""チラシ: nothing overlaps whatever stands on it; the file is what a print house takes; leaders make it, and it is written down."""

import csv
import io
import re
from datetime import date, time, timedelta
from itertools import combinations
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from omotenashi.base import clock
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.catalogue.actions import ProductRecord
from omotenashi.engagement.messaging.models import Picture
from omotenashi.engagement.messaging.tests.test_menus import picture
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.printing import asked, flyer_layout, flyers, opening
from omotenashi.web.console.printing.layout import Room
from omotenashi.web.console.tests import shop

_MM = 72 / 25.4
_LONG = "有機栽培の静岡県産一番茶を使った深蒸し煎茶ティーバッグ大容量お徳用パック"


def _apart(one: Room, other: Room) -> bool:
    return (
        one.x + one.w <= other.x + 0.01 or other.x + other.w <= one.x + 0.01
        or one.y + one.h <= other.y + 0.01 or other.y + other.h <= one.y + 0.01
    )  # fmt: skip


@given(st.integers(0, 12), st.booleans(), st.booleans(), st.integers(0, 30), st.booleans())
def test_rooms_stay_on_the_page_and_off_each_other(
    goods: int, picture: bool, period: bool, shops: int, pictured: bool
) -> None:
    found: dict[str, Any] = flyer_layout.rooms(
        goods=goods, picture=picture, period=period, shops=shops, pictured=pictured
    )
    cells, places = found.pop("cells"), found.pop("shops")
    # The foot holds the shops and the code, the band holds the words.
    rooms = {name: room for name, room in found.items() if name not in ("foot", "band") and isinstance(room, Room)}
    rooms |= {f"{name}{n}": room for name, own in (("cell", cells), ("shop", places)) for n, room in enumerate(own)}
    outside = [
        name for name, room in rooms.items()
        if room.x < -0.01 or room.y < -0.01 or room.x + room.w > 210.01 or room.y + room.h > 297.01
    ]  # fmt: skip
    touching = [(a, b) for a, b in combinations(rooms, 2) if not _apart(rooms[a], rooms[b])]
    assert (outside, touching, len(cells), len(places)) == ([], [], goods, min(shops, 9))


@given(st.integers(1, 12), st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_in_a_cell_everything_has_room(goods: int, hero: bool, pictured: bool, before: bool, word: bool) -> None:
    cells = flyer_layout.rooms(goods=goods, picture=hero, period=True, shops=9, pictured=pictured)["cells"]
    assert isinstance(cells, list)
    for one in cells:
        own = flyer_layout.cell(one, picture=pictured, before=before, word=word)
        assert [(a, b) for a, b in combinations(own, 2) if not _apart(own[a], own[b])] == []
        assert [name for name, room in own.items() if room.h < 4.4] == []


@pytest.mark.parametrize(
    ("week", "words"),
    [
        ({}, ""),
        ({day: [(10, 20)] for day in range(7)}, "10:00〜20:00"),
        ({day: [(10, 20)] for day in range(7) if day != 2}, "10:00〜20:00（水定休）"),
        (
            {day: [(10, 20)] for day in range(4)} | {5: [(10, 21)], 6: [(10, 21)]},
            "10:00〜20:00（土・日 10:00〜21:00、金定休）",
        ),
        ({day: [(14, 19), (9, 12)] for day in range(7)}, "9:00〜12:00・14:00〜19:00"),
    ],
)
def test_hours_are_said_as_on_paper(week: dict[int, list[tuple[int, int]]], words: str) -> None:
    assert opening.hours({day: [(time(a), time(b)) for a, b in spans] for day, spans in week.items()}) == words


def test_a_period_is_said_with_its_weekdays() -> None:
    days = date(2026, 11, 28), date(2026, 12, 6)
    said = [
        flyers.period_words(asked.Flyer(begins=a, ends=b))
        for a, b in (days, (days[0], days[0]), (None, days[1]), (None, None))
    ]
    assert said == ["11/28（土）〜12/6（日）", "11/28（土）", "〜12/6（日）", ""]


@pytest.fixture
def client(db: None) -> Client:
    """A shop manager's browser, and twelve goods."""
    opened = shop.signed_in("manager", language="ja")
    since = clock.now() - 200 * timedelta(days=1)
    catalogue.register(
        [ProductRecord(sku=f"A{n}", code=f"A{n}", name=f"{_LONG}{n}" if n == 3 else f"茶 {n}", price=1000 + n, published_at=since) for n in range(13)]
    )  # fmt: skip
    return opened


_QUERY = (
    "?said=1&headline=冬のごあいさつ市&text=いつもよりお求めやすく&begins=2099-11-28&ends=2099-12-06&mc=FLYER2611&shop=S1&"
    + "&".join(f"p=A{n}&w={'新着' if n == 0 else ''}" for n in range(12))
)


def test_the_file_holds_everything_on_one_page_with_trim_and_bleed(client: Client) -> None:
    answer = client.post(f"/console/printing/flyer/flyer.pdf{_QUERY}")
    pdf = PdfReader(io.BytesIO(answer.content))
    [page] = pdf.pages
    boxes = [[round(float(one) / _MM) for one in box] for box in (page.mediabox, page.trimbox)]
    assert boxes == [[0, 0, 234, 321], [12, 12, 222, 309]]
    fonts = [one.get_object() for one in page["/Resources"]["/Font"].values()]  # type: ignore[index]
    kept = [one["/DescendantFonts"][0].get_object()["/FontDescriptor"] for one in fonts if "/DescendantFonts" in one]
    assert {bool({"/FontFile2", "/FontFile3"} & set(one)) for one in kept} == {True}
    text = re.sub(r"[\s\u200b]", "", page.extract_text())
    wanted = [
        "冬のごあいさつ市",
        "11/28（土）〜12/6（日）",
        "渋谷店",
        "新着",
        f"{_LONG}3",
        *(f"¥{1000 + n:,}" for n in range(12)),
    ]
    assert [one for one in wanted if one not in text] == []
    assert text.count("（税込）") == 12


def test_the_table_says_the_same(client: Client) -> None:
    answer = client.post(f"/console/printing/flyer/flyer.csv{_QUERY}", {"encoding": "utf-8"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["種類", "見出し", "期間", *["商品"] * 12, "店舗", "QR", "写真"]
    assert ({len(row) for row in rows}, rows[3][:4], rows[-2][7]) == (
        {10}, ["商品", "茶 0", "新着", "1000"], "http://testserver/shop/?mc=FLYER2611",
    )  # fmt: skip


def test_no_more_than_twelve_goods_stand_on_it(client: Client) -> None:
    page = client.get(f"/console/printing/flyer/{_QUERY}&p=A12&w=")
    assert ([one.code for one in page.context["goods"]], page.context["is_full"]) == (
        [f"A{n}" for n in range(12)],
        True,
    )


def test_a_picture_of_ones_own_is_kept_and_chosen(client: Client) -> None:
    file = io.BytesIO(picture(1800, 900))
    file.name = "room.png"
    page = client.post(f"/console/printing/flyer/picture/{_QUERY}", {"picture": file}, follow=True)
    kept = Picture.objects.get()
    assert (page.context["wanted"].picture, page.context["coarse"]) == (f"/brand/p/{kept.digest}", False)
    shown = client.get(f"/console/printing/flyer/page.png{page.context['query']}")
    assert (shown.status_code, shown.content[:4]) == (200, b"\x89PNG")
    client.post(f"/console/printing/flyer/picture/{_QUERY}", {"picture": io.BytesIO(b"no picture")})
    assert Picture.objects.count() == 1


def test_leaders_make_flyers_and_others_do_not(client: Client) -> None:
    answers = {}
    for role in ("headquarters", "clerk", "support", "developer"):
        client.force_login(shop.hired(role), backend=shop.BACKEND)
        answers[role] = (
            client.get("/console/printing/flyer/").status_code,
            *(client.post(f"/console/printing/flyer/flyer.{one}{_QUERY}").status_code for one in ("pdf", "csv")),
        )
    assert answers == {"headquarters": (200,) * 3, "clerk": (403,) * 3, "support": (403,) * 3, "developer": (403,) * 3}


def test_what_was_taken_is_written_down(client: Client) -> None:
    client.post(f"/console/printing/flyer/flyer.csv{_QUERY}")
    entry = AuditEntry.objects.get(permission="prints.flyers")
    assert entry.details == {"file": "csv", "goods": 12, "medium": "FLYER2611"}


def test_twelve_goods_take_as_many_reads_as_one(client: Client) -> None:
    one, many = "/console/printing/flyer/?said=1&p=A0", f"/console/printing/flyer/{_QUERY}"
    shop.queries_of(client, one)
    assert shop.queries_of(client, one) == shop.queries_of(client, many)
