# SPDX-License-Identifier: Apache-2.0
"""Stock in the hands of a shop: looked up, moved, sent, received with differences, counted blind and approved."""

import pytest

from omotenashi.base import bulk
from omotenashi.commerce.fulfilment.tests import desk as floor
from omotenashi.commerce.stock.models import CountRound, Movement, StockLevel, Transfer
from omotenashi.commerce.stock.queries import invariants
from omotenashi.web.register.work.tests import backroom
from omotenashi.web.register.work.tests.backroom import see, send, variant, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shops() -> None:
    backroom.furnish()


def _level(sku: str, place: str) -> tuple[int, int, int, int]:
    found = StockLevel.objects.filter(variant__sku=sku, location__code=place)
    return found.values_list("on_hand", "damaged", "display", "in_transit")[0]


def test_a_scanned_label_opens_its_product_and_a_word_finds_it() -> None:
    clerk = backroom.at()
    opened = clerk.get("/register/work/stock/", {"q": backroom.BARCODES["CAP"]})
    assert opened.headers["location"] == f"/register/work/stock/goods/{variant('CAP')}/"
    assert "綿のシャツ" in see(clerk, "stock/?q=シャツ")
    page = words(see(clerk, f"stock/goods/{variant('SHIRT')}/"))
    assert ("梅田店" in page, "倉庫" in page) == (True, True)


def test_damaged_pieces_leave_the_shelf_once_however_often_the_form_is_sent() -> None:
    clerk = backroom.at()
    for _ in range(2):
        send(clerk, f"stock/goods/{variant('CAP')}/moves/", to="damaged", quantity="2", key="same")
    assert _level("CAP", "GINZA") == (0, 2, 0, 0)
    send(clerk, f"stock/goods/{variant('CAP')}/moves/", to="damaged", quantity="1")
    assert _level("CAP", "GINZA") == (0, 2, 0, 0)


def test_only_who_may_approve_writes_off() -> None:
    send(backroom.at(), f"stock/goods/{variant('CAP')}/moves/", to="damaged", quantity="1")
    refused = send(backroom.at(), f"stock/goods/{variant('CAP')}/moves/", to="written_off", quantity="1")
    assert (refused.status_code, _level("CAP", "GINZA")) == (403, (1, 1, 0, 0))
    send(backroom.at(role="manager"), f"stock/goods/{variant('CAP')}/moves/", to="written_off", quantity="1")
    assert _level("CAP", "GINZA") == (1, 0, 0, 0)


def test_what_was_not_found_is_to_be_counted() -> None:
    clerk = backroom.at()
    send(clerk, f"stock/goods/{variant('CAP')}/missing/")
    found = StockLevel.objects.get(variant__sku="CAP", location__code="GINZA")
    assert (found.confidence, found.count_wanted_at is not None) == (0, True)
    assert "ぼうし" in see(clerk, "counts/")


def test_a_transfer_is_packed_here_and_counted_in_there_and_what_lacks_is_written_off() -> None:
    ginza, umeda = backroom.at("GINZA"), backroom.at("UMEDA")
    send(ginza, "transfers/made/", way="send", place="UMEDA", key="t", **{f"n-{variant('SHIRT')}": "3"})
    send(ginza, "transfers/made/", way="send", place="UMEDA", key="t", **{f"n-{variant('SHIRT')}": "3"})
    transfer = Transfer.objects.get()
    send(ginza, f"transfers/{transfer.pk}/aside/")
    send(ginza, f"transfers/{transfer.pk}/shipment/", **{f"n-{variant('SHIRT')}": "3"})
    assert (_level("SHIRT", "GINZA"), _level("SHIRT", "UMEDA")) == ((0, 0, 0, 0), (3, 0, 0, 3))
    counted = {f"n-{variant('SHIRT')}": "1", f"d-{variant('SHIRT')}": "1"}
    asked = send(umeda, f"transfers/{transfer.pk}/receipt/", **counted)
    assert (asked.status_code, "1 piece that was sent is not in the box" in words(asked.content.decode())) == (
        422,
        True,
    )
    assert _level("SHIRT", "UMEDA") == (3, 0, 0, 3)
    for _ in range(2):
        send(umeda, f"transfers/{transfer.pk}/receipt/", rest="lost", key="in", **counted)
    assert (_level("SHIRT", "UMEDA"), Transfer.objects.get().state) == ((4, 1, 0, 0), "received")
    assert list(Movement.objects.filter(reason="shrink").values_list("delta", flat=True)) == [-1]
    assert invariants.broken(floor.LATER) == []


def test_another_shop_is_asked_and_only_it_sends() -> None:
    ginza, umeda = backroom.at("GINZA"), backroom.at("UMEDA")
    send(ginza, "transfers/made/", way="ask", place="UMEDA", **{f"n-{variant('SHIRT')}": "1"})
    transfer = Transfer.objects.get()
    assert (transfer.source.code, transfer.destination.code) == ("UMEDA", "GINZA")
    assert send(ginza, f"transfers/{transfer.pk}/aside/").status_code == 403
    send(umeda, f"transfers/{transfer.pk}/aside/")
    assert send(ginza, f"transfers/{transfer.pk}/cancellation/").status_code == 403
    send(umeda, f"transfers/{transfer.pk}/cancellation/")
    assert Transfer.objects.get().state == "cancelled"


def test_more_than_is_free_cannot_be_laid_aside() -> None:
    ginza = backroom.at()
    send(ginza, "transfers/made/", way="send", place="UMEDA", **{f"n-{variant('CAP')}": "5"})
    transfer = Transfer.objects.get()
    send(ginza, f"transfers/{transfer.pk}/aside/")
    assert (Transfer.objects.get().state, "CAP (2/5)" in see(ginza, f"transfers/{transfer.pk}/")) == ("draft", True)


def test_a_blind_count_tells_nothing_of_the_book_and_a_large_difference_needs_a_second_person_and_a_leader() -> None:
    bulk.run("UPDATE stock_stocklevel SET on_hand = on_hand")
    floor.fill(("CAP", "GINZA", 77_777), key="2")
    clerk, boss = backroom.at(), backroom.at(role="manager")
    send(clerk, "counts/opened/", scope="all", key="r")
    counting = CountRound.objects.get()
    send(clerk, f"counts/{counting.pk}/entries/", **{f"n-{variant('CAP')}": "5", f"n-{variant('SHIRT')}": "3"})
    send(clerk, f"counts/{counting.pk}/review/")
    assert "77,777" not in see(clerk, f"counts/{counting.pk}/")
    assert send(clerk, f"counts/{counting.pk}/posting/").status_code == 403
    send(boss, f"counts/{counting.pk}/posting/")
    assert CountRound.objects.get().state == "review"
    assert (
        "77,777" in see(boss, f"counts/{counting.pk}/"),
        "Somebody else must count it" in see(boss, f"counts/{counting.pk}/"),
    ) == (True, True)
    send(boss, f"counts/{counting.pk}/entries/", **{f"n-{variant('CAP')}": "6"})
    for _ in range(2):
        send(boss, f"counts/{counting.pk}/posting/")
    assert (_level("CAP", "GINZA")[0], _level("SHIRT", "GINZA")[0], CountRound.objects.get().state) == (6, 3, "posted")
    assert Movement.objects.filter(reason="count", source="round").count() == 1


def test_what_a_phone_counted_is_kept_as_it_is_and_not_added() -> None:
    clerk = backroom.at()
    send(clerk, "counts/opened/", scope="scans", name="棚A", key="r")
    counting = CountRound.objects.get()
    for _ in range(3):
        kept = clerk.post(
            f"/register/work/counts/{counting.pk}/entries/", {f"n-{variant('CAP')}": "2", "n-nonsense": "4", "n-": "x"},
            headers={"accept": "application/json"},
        )  # fmt: skip
    assert kept.json() == {"kept": 1}
    assert list(counting.lines.values_list("variant__sku", "first")) == [("CAP", 2)]
