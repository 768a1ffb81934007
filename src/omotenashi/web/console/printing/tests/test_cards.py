# SPDX-License-Identifier: Apache-2.0
"""店頭POP: from ticked products to the file; what the law wants stands on it, and only those who may take it."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from omotenashi.base import clock
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.catalogue.actions import ProductRecord
from omotenashi.commerce.catalogue.models import Product
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.engagement.messaging.tests.test_menus import picture
from omotenashi.people.staff.models import AuditEntry
from omotenashi.places.locations import actions as places
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
_MM = 72 / 25.4
_LONG = "有機栽培の静岡県産一番茶を使った深蒸し煎茶ティーバッグ大容量お徳用パック" * 2
DAY = timedelta(days=1)


@pytest.fixture
def client() -> Client:
    """A shop with goods: one has a JAN, one a very long name, one two sizes at two prices."""
    opened = shop.signed_in("manager", language="ja")
    since = clock.now() - 200 * DAY
    catalogue.register(
        [
            ProductRecord(sku="T-1", code="T", name="急須 平型", price=6600, category="茶器", barcodes=("4901234567894",), published_at=since),
            ProductRecord(sku="L-1", code="L", name=_LONG, price=1080, tax_rate=8, published_at=since),
            ProductRecord(sku="S-1", code="S", name="シャツ", variant_name="M", price=9900, published_at=since),
            ProductRecord(sku="S-2", code="S", name="シャツ", variant_name="L", price=10900, published_at=since),
        ]
    )  # fmt: skip
    return opened


_QUERY = "?p=T&w=一番人気&p=L&w=&p=S&w=&size=a6&way=wide&mc=POP2611&code=1&jan=1&said=1"


def _pdf(client: Client, query: str = _QUERY, *, to: str) -> PdfReader:
    answer = client.post(f"/console/printing/cards.pdf{query}", {"for": to})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return PdfReader(io.BytesIO(answer.content))


def _texts(pdf: PdfReader) -> list[str]:
    return [re.sub(r"[\s\u200b]", "", page.extract_text()) for page in pdf.pages]


def test_the_file_for_a_print_house_has_bleed_trim_and_embedded_letters(client: Client) -> None:
    pdf = _pdf(client, to="house")
    boxes = {
        (
            tuple(round(float(one) / _MM) for one in page.mediabox),
            tuple(round(float(one) / _MM) for one in page.trimbox),
        )
        for page in pdf.pages
    }
    # A6 and 12 mm around it: 3 of bleed, the rest for the marks.
    assert (len(pdf.pages), boxes) == (3, {((0, 0, 172, 129), (12, 12, 160, 117))})
    fonts = [one.get_object() for page in pdf.pages for one in page["/Resources"]["/Font"].values()]  # type: ignore[index]
    kept = [one["/DescendantFonts"][0].get_object()["/FontDescriptor"] for one in fonts if "/DescendantFonts" in one]
    assert {bool({"/FontFile2", "/FontFile3"} & set(one)) for one in kept} == {True}


def test_a_card_says_name_price_with_tax_word_and_jan(client: Client) -> None:
    first, long, sizes = _texts(_pdf(client, to="house"))
    assert [one in first for one in ("急須平型", "¥6,600", "（税込）", "一番人気", "4901234567894")] == [True] * 5
    assert (_LONG in long, "¥1,080" in long) == (True, True)
    # The lowest of several prices says so, and bars of one size would be a lie.
    assert ("¥9,900〜" in sizes, "490" in sizes) == (True, False)


def test_the_printer_of_the_shop_gets_four_cards_on_a_sheet(client: Client) -> None:
    pdf = _pdf(client, to="own")
    box = pdf.pages[0].mediabox
    assert (len(pdf.pages), round(float(box.width) / _MM), round(float(box.height) / _MM)) == (1, 297, 210)


def _images(pdf: PdfReader) -> list[int]:
    own: list[Any] = [page["/Resources"].get("/XObject", {}) for page in pdf.pages]  # type: ignore[attr-defined]
    return [sum(one.get_object()["/Subtype"] == "/Image" for one in each.values()) for each in own]


def test_the_logo_of_the_house_stands_on_every_card(client: Client) -> None:
    before = _images(_pdf(client, to="house"))
    places.set_logo(picture(60, 20), now=clock.now())
    assert (before, _images(_pdf(client, to="house"))) == ([0, 0, 0], [1, 1, 1])


def test_each_size_gets_its_own_card(client: Client) -> None:
    texts = _texts(_pdf(client, "?p=S&each=1&said=1", to="house"))
    assert [("シャツM" in one, "¥9,900（税込）" in one, "¥10,900（税込）" in one) for one in texts] == [
        (True, True, False), (False, False, True),
    ]  # fmt: skip


def test_a_campaign_for_everybody_crosses_the_usual_price_out(client: Client) -> None:
    now = clock.now()
    for code, terms, by_coupon in (
        ("AKI", {"kind": "percent", "value": 10, "products": ["T"]}, False),
        ("CPN", {"kind": "percent", "value": 50}, True),
    ):
        record = loyalty.CampaignRecord(
            code=code, name=code, terms=terms, by_coupon=by_coupon, begins_at=now - DAY, ends_at=now + DAY
        )
        loyalty.save_campaign(record, now=now - 2 * DAY)
    first, _long, sizes = _texts(_pdf(client, to="house"))
    assert [one in first for one in ("¥5,940（税込）", "通常価格", "¥6,600")] == [True] * 3
    assert "通常価格" not in sizes


def test_the_table_says_the_same_as_the_cards(client: Client) -> None:
    answer = client.post(f"/console/printing/cards.csv{_QUERY}", {"encoding": "cp932"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("cp932"))))
    assert (rows[0][:4], len(rows)) == (["No.", "商品コード", "SKU", "商品名"], 4)
    assert rows[1] == [
        "1", "T", "T-1", "急須 平型", "茶器", "6600", "10%", "", "", "一番人気", "4901234567894",
        "http://testserver/shop/p/T/?mc=POP2611", "POP2611", "",
    ]  # fmt: skip


def test_ticked_products_become_cards(client: Client) -> None:
    keys = [str(one.pk) for one in Product.objects.order_by("code")]
    assert "店頭POPを作る" in client.get("/console/products/").content.decode()
    page = client.post("/console/printing/chosen/", {"ids": [*keys[:2], "nonsense"]}, follow=True)
    assert [one.code for one in page.context["goods"]] == ["L", "S"]


def test_a_product_leads_to_its_card(client: Client) -> None:
    product = Product.objects.get(code="T")
    assert 'href="/console/printing/?p=T"' in client.get(f"/console/products/{product.pk}/").content.decode()
    page = client.get("/console/printing/?p=T")
    assert ([one.jan for one in page.context["goods"]], page.context["wanted"].medium[:3]) == (["4901234567894"], "POP")


def test_a_scanned_barcode_or_a_name_is_added_once(client: Client) -> None:
    for text in ("4901234567894", "急須"):
        page = client.get("/console/printing/", {"add": text, "p": "S", "w": "", "said": "1"}, follow=True)
        assert page.context["wanted"].codes == ["S", "T"]
    page = client.get("/console/printing/", {"add": "急須", "p": "T", "w": "一番", "said": "1"}, follow=True)
    assert page.context["wanted"].picked == (("T", "一番"),)
    page = client.get("/console/printing/", {"add": "誰も知らない", "said": "1"}, follow=True)
    assert (page.context["goods"], "に当たる商品がありません" in page.content.decode()) == ([], True)


def test_a_whole_category_and_a_picture_of_its_card(client: Client) -> None:
    assert [one.code for one in client.get("/console/printing/?category=茶器&said=1").context["goods"]] == ["T"]
    picture = client.get("/console/printing/card.png?category=茶器&said=1")
    assert (picture.status_code, picture.content[:4]) == (200, b"\x89PNG")
    assert client.get("/console/printing/card.png?said=1").status_code == 404


def test_who_works_in_a_shop_may_print_and_others_may_not(client: Client) -> None:
    answers = {}
    for role in ("clerk", "headquarters", "support", "developer"):
        client.force_login(shop.hired(role), backend=shop.BACKEND)
        urls = ("cards.pdf", "cards.csv")
        answers[role] = [
            client.get(f"/console/printing/{_QUERY}").status_code,
            *(client.post(f"/console/printing/{one}{_QUERY}").status_code for one in urls),
        ]
    assert answers == {"clerk": [200] * 3, "headquarters": [200] * 3, "support": [403] * 3, "developer": [403] * 3}


def test_what_was_taken_is_written_down(client: Client) -> None:
    client.post(f"/console/printing/cards.pdf{_QUERY}", {"for": "own"})
    entry = AuditEntry.objects.get(permission="prints.make")
    assert entry.details == {"file": "pdf", "cards": 3, "medium": "POP2611"}


def test_many_cards_take_as_many_reads_as_one(client: Client) -> None:
    since = clock.now() - 200 * DAY
    catalogue.register(
        [ProductRecord(sku=f"X{n}", code=f"X{n}", name=f"茶 {n}", price=500, published_at=since) for n in range(30)]
    )
    few = "/console/printing/?p=T&p=L&said=1"
    many = "/console/printing/?" + "".join(f"p=X{n}&" for n in range(30)) + "said=1"
    shop.queries_of(client, few)
    assert shop.queries_of(client, few) == shop.queries_of(client, many)
