# SPDX-License-Identifier: Apache-2.0
"""Every part in every channel: what each carries of it, as a table; and pictures on cards."""

import io
import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest
import segno
from django.test import Client
from pypdf import PdfReader

from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.catalogue.models import Product
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import ports, queries
from omotenashi.engagement.messaging.models import PostPiece, PrintBatch, Template
from omotenashi.engagement.messaging.queries import paper, postcards
from omotenashi.engagement.messaging.rules import blocks, fields, imprints
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.staff import actions as staff
from omotenashi.web.console.postcards import printing
from omotenashi.web.console.tests import shop
from omotenashi.web.ui import prints

pytestmark = pytest.mark.django_db
OWN: Mapping[str, Any] = {
    "own.b1p0_there": True, "own.b1p0_name": "リネンの服", "own.b1p0_price": "¥8,800", "own.b1p0_href": "https://hana.example/p",
    "own.b1p0_why": "よく選ばれています", "own.b1p0_pictured": True, "own.b1p0_chatted": True,
    "own.c1_code": "OWN-CODE", "own.c1_until": "2026/12/31",
    "own.shop_there": True, "own.shop_name": "渋谷店", "own.shop_address": "東京都渋谷区1-2", "own.shop_hours": "11:00–20:00",
    "own.shop_phone": "03-1234-5678", "own.shop_href": "https://hana.example/s",
    "own.staff_there": True, "own.staff_name": "鈴木", "own.staff_shop": "銀座店", "own.staff_words": "お待ちしています",
    "own.staff_pictured": True, "own.staff_chatted": True,
}  # fmt: skip
CHANNELS = ("email", "text", "line", "sms", "push", "post", "site", "till")
NOWHERE = ""
# What is seen of a part in a mail, its plain text, LINE, SMS, a notification, on a card, a page, and at the till.
TABLE: list[tuple[dict[str, str], tuple[str, ...]]] = [
    ({"kind": "text", "text": "春の花です"},
     ("春の花です", "春の花です", "春の花です", NOWHERE, NOWHERE, "春の花です", "春の花です", NOWHERE)),
    ({"kind": "picture", "src": "<ours>", "alt": "花", "href": "https://hana.example/f"},
     ("<digest>", "花", "<digest>", "/s/AbCd1234", "<digest>", "<digest>", "<digest>", NOWHERE)),
    ({"kind": "products", "codes": "CUP"},
     ("カップ", "・カップ", "カップ", "・カップ", "・カップ", "カップ", "カップ", "カップ")),
    ({"kind": "offers", "count": "1"},
     ("リネンの服", "・リネンの服", "リネンの服", "・リネンの服 ¥8,800", "・リネンの服", "リネンの服", "リネンの服", "リネンの服")),
    ({"kind": "coupon", "label": "10%OFF", "campaign": "SPRING"},
     ("OWN-CODE", "10%OFF: OWN-CODE", "OWN-CODE", "10%OFF: OWN-CODE 2026/12/31", "OWN-CODE", "OWN-CODE", "OWN-CODE", "OWN-CODE")),
    ({"kind": "points"}, ("1,250", ": 1,250", "1,250", ": 1,250", "1,250", "1,250 pt", "1,250", "1,250")),
    ({"kind": "shop"},
     ("東京都渋谷区1-2", "11:00–20:00", "03-1234-5678", "渋谷店 03-1234-5678", "渋谷店", "東京都渋谷区1-2", "11:00–20:00", "渋谷店")),
    ({"kind": "staff"},
     ("お待ちしています", "鈴木 銀座店", "お待ちしています", "鈴木 銀座店", "鈴木 銀座店", "お待ちしています", "お待ちしています", "鈴木")),
]  # fmt: skip


def _picture(dots: int) -> tuple[str, bytes]:
    """Keep a picture of so many dots; give its address and what it is."""
    out = io.BytesIO()
    code = segno.make_qr(f"picture {dots}", version=1)
    code.save(out, kind="png", scale=dots // 21, border=0)
    kept = messaging.keep_picture(out.getvalue(), alt="花", now=world.NOW)
    return f"/brand/p/{kept.digest}", out.getvalue()


@pytest.fixture
def address() -> str:
    """A house with a cup that has a picture; the address of the picture."""
    world.house()
    address, _data = _picture(840)
    catalogue.register([catalogue.ProductRecord(sku="CUP", code="CUP", name="カップ", price=3000)])
    Product.objects.update(images=[address])
    return address


def _values(address: str) -> dict[str, Any]:
    whole = f"https://hana.example{address}"
    return fields.nested({**fields.FIELDS, **OWN, "own.b1p0_picture": whole, "own.staff_picture": whole})


def _seen(block: dict[str, str], address: str) -> dict[str, str]:
    """Give everything that each channel shows of a message of one part."""
    given = {name: text.replace("<ours>", address) for name, text in block.items()}
    content = blocks.read({"subject": "題", "short": "短い", "blocks": [given]})
    values = _values(address)
    said = queries.preview(content, purpose="transactional", values=values)
    card = postcards.example(content, values)
    laid, _files = printing.sheet([card], upright=True, marks=False)
    faces = {name: ports.channel(name).face(content, values) for name in ("site", "till")}  # type: ignore[attr-defined]
    shown = {
        "email": said.html, "text": said.text, "line": said.chat, "sms": said.short, "push": said.note,
        "post": laid["cards"][0]["parts"], **faces,
    }  # fmt: skip
    return {name: one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for name, one in shown.items()}


@pytest.mark.parametrize(("block", "needles"), TABLE, ids=[block["kind"] for block, _ in TABLE])
def test_a_part_is_carried_by_every_channel_that_can(
    block: dict[str, str], needles: tuple[str, ...], address: str
) -> None:
    seen = _seen(block, address)
    digest = address.rpartition("/")[2]
    wanted = {name: needle.replace("<digest>", digest) for name, needle in zip(CHANNELS, needles, strict=True)}
    assert {name: needle in seen[name] for name, needle in wanted.items()} == dict.fromkeys(CHANNELS, True)
    # Where a part is not carried the message says what it says without it.
    bare = _seen({"kind": "divider"}, address)
    assert [name for name in CHANNELS if wanted[name] == NOWHERE and seen[name] != bare[name]] == []


def test_whom_a_part_knows_nothing_of_reads_the_rest_everywhere(address: str) -> None:
    content = blocks.read({"subject": "題", "short": "短い", "blocks": [{"kind": "shop"}, {"kind": "staff"}]})
    values = fields.nested({**fields.FIELDS, "own.shop_there": False, "own.staff_there": False})
    said = queries.preview(content, purpose="transactional", values=values)
    site, till = (ports.channel(name).face(content, values) for name in ("site", "till"))  # type: ignore[attr-defined]
    card = postcards.example(content, values)
    assert (said.short, said.note["body"], site["parts"], till["parts"], card.blocks) == ("短い", "短い", [], [], ())
    assert address.startswith("/brand/p/")


def _cards(address: str, count: int) -> list[postcards.Card]:
    content = blocks.read({"subject": "題", "blocks": [{"kind": "picture", "src": address, "alt": "花"}]})
    home = {
        "name": "佐藤 花子",
        "postal_code": "1500001",
        "prefecture": "東京都",
        "city": "渋谷区",
        "address": "神宮前1-2-3",
    }
    return [postcards.card(home, content, code=f"{n:08d}", origin="https://hana.example") for n in range(count)]


def _pdf(address: str, count: int) -> bytes:
    data, files = printing.sheet(_cards(address, count), upright=True, marks=True)
    return prints.pdf(printing.TEMPLATE.read_text(encoding="utf-8"), data, files=files)


def test_a_picture_is_in_a_batch_once_and_in_its_own_dots(address: str) -> None:
    pages = PdfReader(io.BytesIO(_pdf(address, 3))).pages
    found = [page["/Resources"].get("/XObject", {}) for page in pages]  # type: ignore[attr-defined]
    images = {one.idnum: one.get_object() for each in found for one in each.values() if one.get_object()["/Subtype"] == "/Image"}  # fmt: skip
    assert [(one["/Width"], one["/Height"]) for one in images.values()] == [(840, 840)]


@pytest.mark.parametrize(("dots", "coarse"), [(210, 115), (840, None)])
def test_a_picture_under_200_dots_an_inch_is_warned_of(dots: int, coarse: int | None) -> None:
    world.house()
    address, _data = _picture(dots)
    content = blocks.read({"subject": "題", "blocks": [{"kind": "picture", "src": address, "alt": "花"}]})
    assert paper.coarse(content) == ([] if coarse is None else [(1, address, coarse)])


def test_a_picture_of_somebody_else_is_not_printed_and_said_so() -> None:
    world.house()
    content = blocks.read(
        {"subject": "題", "blocks": [{"kind": "picture", "src": "https://x.example/a.png", "alt": "花"}]}
    )
    data, files = printing.sheet([postcards.example(content)], upright=True, marks=False)
    assert (paper.coarse(content), data["cards"][0]["parts"], files) == ([(1, "https://x.example/a.png", 0)], [], {})


def test_a_high_picture_stands_as_high_as_there_is_room() -> None:
    assert (imprints.fitted(1000, 500), imprints.fitted(500, 1000), imprints.dots(1000, 500)) == (
        (84, 42),
        (23, 46),
        302,
    )


def test_the_composer_says_that_a_picture_is_too_coarse_for_paper() -> None:
    world.house()
    address, _data = _picture(210)
    template = messaging.draft(
        key=str(uuid4()), name="春", channels=("post",), now=world.NOW,
        content={"subject": "題", "blocks": [{"kind": "picture", "src": address, "alt": "花"}]},
    )  # fmt: skip
    page = _client().get(f"/console/postcards/examples/{template.pk}/").content.decode()
    assert ("115 dpi" in page, Template.objects.count(), PostPiece.objects.count(), PrintBatch.objects.count()) == (
        True, 1, 0, 0,
    )  # fmt: skip


def _client() -> Client:
    person = staff.hire(email="hq@hana.example", name="hq", role="headquarters", password="quiet-blue-cloth")
    client = Client(headers={"accept-language": "ja"})
    client.force_login(person, backend=shop.BACKEND)
    return client
