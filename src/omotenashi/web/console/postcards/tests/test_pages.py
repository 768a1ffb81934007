# SPDX-License-Identifier: Apache-2.0
"""The pages of DM印刷: a batch is looked at, made, printed, posted; files hold what the printer needs, and no more roles see it."""

import csv
import io
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from pypdf import PdfReader

from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.models import PostPiece, PrintBatch
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent.actions.ledger import Proof
from omotenashi.people.customers.actions import addresses
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.people.customers.actions.registrations import CustomerRecord, Identifier
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.models import Staff
from omotenashi.web.console.postcards import listing
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
WORDS = {
    "subject": "春のお知らせ",
    "blocks": [
        {"kind": "heading", "text": '{{ customer.name | default: "お客さま" }}さまへ'},
        {"kind": "coupon", "code": "HARU-10", "label": "10%OFF"},
        {"kind": "button", "label": "新作を見る", "href": "https://hana.example/spring"},
    ],
}
_MM = 72 / 25.4


def _client(role: str = "headquarters") -> Client:
    known = Staff.objects.filter(email=f"{role}@hana.example").first()
    person = known or staff.hire(email=f"{role}@hana.example", name=role, role=role, password="quiet-blue-cloth")
    client = Client(headers={"accept-language": "ja"})
    client.force_login(person, backend=shop.BACKEND)
    return client


@pytest.fixture
def batch() -> PrintBatch:
    """Two cards that wait."""
    world.house()
    wishes = []
    version = messaging.publish(
        messaging.draft(key="card", name="春", content=WORDS, channels=("post",), now=world.NOW).pk, now=world.NOW
    )
    for name, code, town in (
        ("髙橋 花子", "2310023", ("神奈川県", "横浜市中区", "山下町10-2")),
        ("佐藤 太郎", "1500001", ("東京都", "渋谷区", "神宮前1-2-3 花ビル405")),
    ):
        wishes.append(world.wish(_person(name, code, town), version, key=name))
    messaging.intend(wishes)
    while messaging.judge(now=world.NOW) + messaging.transmit(now=world.NOW):
        pass
    return PrintBatch.objects.get()


def _person(name: str, code: str, town: tuple[str, str, str]) -> UUID:
    fields = {"name": name, "postal_code": code, "prefecture": town[0], "city": town[1], "address": town[2]}
    record = CustomerRecord(
        identifiers=(Identifier("email", f"{code}@mail.example"),), fields=fields, observed_at=world.NOW
    )
    [outcome] = customers.register([record], source="test", now=world.NOW)
    assert outcome.person_id is not None
    point = addresses.reach([outcome.person_id], now=world.NOW)[outcome.person_id]
    consent.give(contact_point=point, purpose="marketing", source="test", now=world.NOW, proof=Proof(form="test"))
    return outcome.person_id


def _made(client: Client, batch: PrintBatch) -> None:
    assert client.post(f"/console/postcards/{batch.pk}/made/", {"way": "upright"}).status_code == 302


def test_the_pdf_has_both_sides_with_trim_and_embedded_letters(batch: PrintBatch) -> None:
    client = _client()
    _made(client, batch)
    answer = client.post(f"/console/postcards/{batch.pk}/cards.pdf")
    pdf = PdfReader(io.BytesIO(answer.content))
    box = pdf.pages[0].mediabox
    # 100 × 148 mm, and 12 mm around it: 3 of bleed, the rest for the marks.
    assert (round(float(box.width) / _MM), round(float(box.height) / _MM), len(pdf.pages)) == (124, 172, 4)
    assert {tuple(round(float(one) / _MM) for one in page.trimbox) for page in pdf.pages} == {(12, 12, 112, 160)}
    fonts = [one.get_object() for page in pdf.pages for one in page["/Resources"]["/Font"].values()]  # type: ignore[index]
    kept = [one["/DescendantFonts"][0].get_object()["/FontDescriptor"] for one in fonts if "/DescendantFonts" in one]
    assert [bool({"/FontFile2", "/FontFile3"} & set(one)) for one in kept] == [True] * len(kept)
    text = [re.sub(r"\s", "", page.extract_text()) for page in pdf.pages]
    assert ["料金別納" in one for one in text] == [True, False, True, False]
    # 23 comes behind 15.
    assert ("佐藤太郎さまへ" in text[1], "髙橋花子さまへ" in text[3], "HARU-10" in text[3]) == (True, True, True)


def test_the_file_for_the_print_house_has_the_signs_of_the_bars(batch: PrintBatch) -> None:
    client = _client()
    _made(client, batch)
    answer = client.post(f"/console/postcards/{batch.pk}/cards.csv", {"encoding": "cp932"})
    lines = answer.content.decode("cp932").split("\r\n")
    codes = list(PostPiece.objects.order_by("number").values_list("code", flat=True))
    assert lines[0] == "No.,郵便番号,住所1,住所2,氏名,カスタマバーコード,コード,URL"
    assert lines[1] == (
        f"1,150-0001,東京都渋谷区神宮前1-2-3,花ビル405,佐藤 太郎 様,15000011-2-3-405[CC4][CC4][CC4][CC4]6,{codes[0]},"
        f"https://hana.example/s/{codes[0]}"
    )
    assert (len(lines), lines[2].split(",")[4]) == (4, "髙橋 花子 様")


def _is_posted(client: Client, batch: PrintBatch) -> bool:
    page = client.get(f"/console/postcards/{batch.pk}/").content.decode()
    # Before, the word stands on a button at most.
    return "投函済み" in page.replace("投函済みにする", "").replace('data-confirm-go="投函済み"', "")


def test_a_batch_goes_from_collecting_to_posted_and_back_come_answers(batch: PrintBatch) -> None:
    client = _client()
    words = []
    for act in ("made/", "posted/"):
        words.append(_is_posted(client, batch))
        client.post(f"/console/postcards/{batch.pk}/{act}")
    words.append(_is_posted(client, batch))
    assert [row.cells["each"] for row in listing.rows([batch.pk])] == [None]
    piece = PostPiece.objects.order_by("number").first()
    assert piece is not None
    client.post("/console/postcards/news/", {"code": piece.code, "what": "answered"})
    client.post("/console/postcards/news/", {"code": "nothing", "what": "answered"})
    assert [row.cells["each"] for row in listing.rows([batch.pk])] == [170]
    page = client.get("/console/postcards/").content.decode()
    assert (words, PostPiece.objects.exclude(answered_at=None).count(), "¥170" in page) == (
        [False, False, True],
        1,
        True,
    )


def test_cards_are_pictures_for_those_who_see_addresses(batch: PrintBatch) -> None:
    message = PostPiece.objects.order_by("id").values_list("message_id", flat=True).first()
    addresses_of = [f"/console/postcards/{batch.pk}/address.png", f"/console/postcards/messages/{message}/message.png"]
    seen = [_client().get(one) for one in addresses_of]
    assert [(one.status_code, one.content[:4]) for one in seen] == [(200, b"\x89PNG")] * 2
    clerk = _client("clerk")
    assert [clerk.get(one).status_code for one in addresses_of] == [403, 403]
    assert clerk.post(f"/console/postcards/{batch.pk}/cards.csv").status_code == 403


def test_the_price_of_a_card_is_said_once_and_refused_when_it_is_none(batch: PrintBatch) -> None:
    client = _client()
    for price in ("120", "many"):
        client.post("/console/postcards/price/", {"price": price})
    page: Any = client.get("/console/postcards/").content.decode()
    assert "¥240" in page


def test_an_empty_house_is_told_what_to_do() -> None:
    page = _client().get("/console/postcards/").content.decode()
    assert "印刷を待つはがきはありません" in page


def test_batches_are_searched_narrowed_and_taken_along(batch: PrintBatch) -> None:
    client = _client()

    def listed(query: str) -> list[str]:
        return [row.id for row in client.get(f"/console/postcards/{query}").context["page"].rows]

    both, day = [str(batch.pk)], batch.day.isoformat()
    assert (listed(""), listed("?q=春"), listed("?view=due"), listed(f"?day_from={day}&day_to={day}")) == (both,) * 4
    assert (listed("?q=秋"), listed("?view=posted"), listed(f"?day_to={batch.day - timedelta(days=1)}")) == ([],) * 3
    answer = client.post("/console/postcards/export/", {"encoding": "utf-8"})
    [_heading, line] = csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")))
    assert line == [day, "春", "受付中", "2", "170", "0", "", "0"]
    assert _client("support").post("/console/postcards/export/").status_code == 403


def test_the_sums_are_of_every_card_that_was_posted_however_long_ago(batch: PrintBatch) -> None:
    client = _client()
    _made(client, batch)
    client.post(f"/console/postcards/{batch.pk}/posted/")
    assert client.get("/console/postcards/").context["sums"] == {"cards": 2, "cost": 170, "answered": 0, "returned": 0}
    assert client.get("/console/postcards/?q=秋").context["sums"]["cards"] == 2
