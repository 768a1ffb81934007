# SPDX-License-Identifier: Apache-2.0
"""The drawer of a till: opened, cash in and out, read, counted, closed for good, and the list of what was."""

import pytest

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments.models import CashEntry, Shift
from omotenashi.web.register.work.tests import backroom
from omotenashi.web.register.work.tests.backroom import see, send, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shops() -> None:
    backroom.furnish()


def _sold(amount: int) -> None:
    shift = Shift.objects.get(closed_at=None)
    payments.take(
        [payments.Given(kind="cash", amount=amount)], order_id=new_id(), amount=amount, currency="JPY", key=str(amount),
        now=clock.now(), shift_id=shift.pk,
    )  # fmt: skip


def test_a_day_at_the_till_from_the_float_to_the_slip() -> None:
    clerk = backroom.at()
    for _ in range(2):
        send(clerk, "shift/opening/", key="open", **{"f-10000": "1", "f-1000": "10"})
    assert Shift.objects.get().opening_amount == 20_000
    _sold(3_300)
    for _ in range(2):
        send(clerk, "shift/taken-out/", key="out", amount="5,000", reason="銀行へ")
    send(clerk, "shift/put-in/", amount="１０００", reason="両替")
    send(clerk, "shift/taken-out/", amount="90000", reason="銀行へ")
    assert "¥19,300" in words(see(clerk, "shift/report/"))
    asked = send(clerk, "shift/closed/", key="close", **{"f-10000": "1", "f-1000": "9"})
    assert (asked.status_code, "¥300 missing" in words(asked.content.decode()).replace("−", "")) == (422, True)
    assert Shift.objects.get().closed_at is None
    for _ in range(2):
        send(clerk, "shift/closed/", key="close", note="お釣り間違い", **{"f-10000": "1", "f-1000": "9"})
    shift = Shift.objects.get()
    assert (shift.counted_amount, shift.expected_amount, shift.difference, shift.note) == (
        19_000,
        19_300,
        -300,
        "お釣り間違い",
    )
    assert list(CashEntry.objects.order_by("at", "id").values_list("kind", "amount")) == [
        ("opening", 20_000), ("sale", 3_300), ("pay_out", -5_000), ("pay_in", 1_000), ("difference", -300),
    ]  # fmt: skip
    slip = words(see(clerk, f"shifts/{shift.pk}/"))
    assert ("Z report" in slip, "¥10,000 × 1" in slip, "−¥300" in slip) == (True, True, True)


def test_a_closed_till_stays_closed() -> None:
    clerk = backroom.at()
    send(clerk, "shift/opening/", **{"f-1000": "1"})
    send(clerk, "shift/closed/", key="close", **{"f-1000": "1"})
    send(clerk, "shift/closed/", key="other", **{"f-1000": "2"})
    send(clerk, "shift/put-in/", amount="100", reason="x")
    shift = Shift.objects.get()
    assert (shift.counted_amount, CashEntry.objects.count()) == (1_000, 1)


def test_what_is_expected_is_not_told_before_the_count() -> None:
    clerk = backroom.at()
    send(clerk, "shift/opening/", **{"f-10000": "3"})
    _sold(4_321)
    assert "34,321" not in see(clerk, "shift/closing/")


def test_the_list_of_shifts_is_filtered_and_taken_along_as_a_file() -> None:
    clerk, boss = backroom.at(), backroom.at(role="manager")
    send(clerk, "shift/opening/", **{"f-1000": "7"})
    send(clerk, "shift/closed/", **{"f-1000": "7"})
    assert "¥7,000" in words(see(clerk, "shifts/"))
    assert "o-empty" in see(clerk, "shifts/?until=2001-01-01")
    assert "o-empty" in see(backroom.at("UMEDA"), "shifts/")
    sheet = boss.get("/register/work/shifts/export/").content.decode("utf-8-sig").splitlines()
    assert (len(sheet), sheet[1].split(",")[6:10]) == (2, ["7000", "7000", "7000", "0"])
