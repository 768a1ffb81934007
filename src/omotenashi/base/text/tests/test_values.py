# SPDX-License-Identifier: Apache-2.0
"""Dates, eras, amounts, codes, encodings, spreadsheet cells."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omotenashi.base.text import amounts, codes, dates, encodings, spreadsheets, wareki
from omotenashi.base.text.dates import Style
from omotenashi.base.text.tests.shared import needed

TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("令和6年1月2日", date(2024, 1, 2)), ("R6年1月2日", date(2024, 1, 2)), ("Ｒ６．１．２", date(2024, 1, 2)),
        ("令和元年5月1日", date(2019, 5, 1)), ("S55.1.2", date(1980, 1, 2)), ("㍼55年1月2日", date(1980, 1, 2)),
        ("H310430", date(2019, 4, 30)), ("平成32年1月1日", date(2020, 1, 1)), ("大正1/8/1", date(1912, 8, 1)),
        ("令和1年4月30日", None), ("S55.13.2", None), ("平成60年1月1日", None),
    ],
)  # fmt: skip
def test_an_era_date_is_read_when_the_day_existed(written: str, day: date | None) -> None:
    assert wareki.parse(written) == day


def test_an_era_date_is_written_in_two_lengths() -> None:
    assert wareki.shown(date(2019, 5, 1)) == "令和元年5月1日"
    assert wareki.shown(date(1980, 1, 2), short=True) == "S55.1.2"


@given(st.dates(min_value=date(1912, 7, 30), max_value=date(2099, 12, 31)))
def test_every_day_survives_the_way_through_its_era(day: date) -> None:
    assert wareki.parse(wareki.shown(day)) == day
    assert dates.day(wareki.shown(day)) == day


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2025-12-31", datetime(2025, 12, 31)), ("2025/12/31 8:05", datetime(2025, 12, 31, 8, 5)),
        ("20251231", datetime(2025, 12, 31)), ("20251231080503", datetime(2025, 12, 31, 8, 5, 3)),
        ("２０２５年１２月３１日（水） 午後8時05分", datetime(2025, 12, 31, 20, 5)), ("2025-12-31 25:30", datetime(2026, 1, 1, 1, 30)),
        ("2025-12-31T08:05:03+09:00", datetime(2025, 12, 31, 8, 5, 3, tzinfo=TOKYO)), ("2025-12-31 08:05:03 UTC", datetime(2025, 12, 31, 8, 5, 3, tzinfo=UTC)),
        ("2025-02-30", None), ("31.12.2025", None), ("25/12/31", None), ("", None),
    ],
)  # fmt: skip
def test_a_date_with_its_year_in_front_needs_no_decision(written: str, read: datetime | None) -> None:
    assert dates.naive(written) == read


def test_day_and_month_are_told_apart_by_the_whole_column() -> None:
    assert dates.decide(["01/02/2025", "31/12/2025"]).style is Style.DAY_FIRST
    assert dates.decide(["01/02/2025", "12/31/2025 8:05"]).style is Style.MONTH_FIRST
    assert dates.decide(["01.02.2025", "05.06.2025"]).style is Style.DAY_FIRST
    assert dates.decide(["2025-01-02", "R6.1.2"]).style is Style.YEAR_FIRST
    undecidable = dates.decide(["01/02/2025", "05/06/2025"])
    assert undecidable == dates.Decision(None, (Style.DAY_FIRST, Style.MONTH_FIRST))
    assert dates.decide(["31/12/2025", "12/31/2025"]) == dates.Decision(None, ())


def test_a_decided_column_is_read_and_an_undecided_one_is_not() -> None:
    assert dates.day("01/02/2025", style=Style.DAY_FIRST) == date(2025, 2, 1)
    assert dates.day("01/02/2025", style=Style.MONTH_FIRST) == date(2025, 1, 2)
    assert dates.day("01/02/2025") is None


def test_a_text_without_a_zone_was_written_in_the_retailers() -> None:
    assert dates.moment("2025-12-31 08:05", zone=TOKYO) == datetime(2025, 12, 30, 23, 5, tzinfo=UTC)
    assert dates.moment("2025-12-31 08:05 UTC", zone=TOKYO) == datetime(2025, 12, 31, 8, 5, tzinfo=UTC)


def test_a_spreadsheet_serial_is_a_day_only_when_asked() -> None:
    assert dates.naive("45992.5", style=Style.SERIAL) == datetime(2025, 12, 1, 12)
    assert dates.naive("45992") is None
    assert dates.is_serial("45992") is True


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("¥1,234", "1234"), ("1,234円", "1234"), ("△500", "-500"), ("▲1,500円", "-1500"), ("(500)", "-500"), ("−500", "-500"),
        ("１２３４", "1234"), ("￥－１，２００", "-1200"), ("500-", "-500"), ("1.5万", "15000"), ("3万5000", "35000"), ("12.50", "12.5"), (".5", "0.5"), ("'0012", "12"),
        ("1,23", None), ("12,34,567", None), ("abc", None), ("", None), ("4.9E+12", None), ("--5", None), ("NaN", None), ("inf", None),
    ],
)  # fmt: skip
def test_money_is_read_exactly_or_not_at_all(written: str, value: str | None) -> None:
    assert amounts.number(written) == (None if value is None else Decimal(value))


def test_minor_units_never_round() -> None:
    assert amounts.minor_units(Decimal("2.55"), exponent=2) == 255
    assert amounts.minor_units(Decimal("2.55"), exponent=0) is None
    assert [amounts.decimals(Decimal(t)) for t in ("2.550", "3", "100")] == [2, 0, 0]


def test_the_golden_vectors_of_jan_hold() -> None:
    for vector in json.loads(needed("spec/golden_vectors.json").read_text("utf-8"))["jan"]:
        assert codes.jan_check_digit(vector["body"]) == vector["check"]


def test_a_code_that_a_spreadsheet_damaged_is_noticed_and_left_alone() -> None:
    assert codes.jan_check_digit("490123456789") == 4
    assert codes.is_jan("４９０１２３４５６７８９４") is True
    assert codes.is_scientific("4.9E+12") is True
    assert codes.is_scientific("12E3456") is False
    assert codes.is_number_written_as_decimal("17850.0") is True
    full = f"0123456{codes.jan_check_digit('0123456')}"
    assert codes.restored_jan(full[1:]) == full
    assert codes.code(" '0012A ") == "0012A"


def test_the_golden_vectors_of_encodings_hold() -> None:
    golden = json.loads(needed("spec/golden_vectors.json").read_text("utf-8"))
    for vector in golden["encodings"]:
        assert _encodes(vector["ch"]) == vector["cp932"], vector
    for vector in golden["cp932_roundtrip"]:
        assert encodings.fits_cp932(vector["ch"]) == vector["same"], vector
        if vector["back"].startswith("U+"):
            assert encodings.replaced(vector["ch"]) == chr(int(vector["back"].replace("U+", "0x"), base=16))


def test_what_cp932_cannot_hold_is_listed_with_its_row_and_what_it_becomes() -> None:
    rows = [["髙﨑", "①㈱"], ["𠮷田", "葛󠄀西"], ["a", "😀—"]]
    assert [(x.row, x.column, x.text, x.written) for x in encodings.losses(rows)] == [
        (2, 1, "𠮷田", "吉田"), (2, 2, "葛󠄀西", "葛西"), (3, 2, "😀—", "〓―"),
    ]  # fmt: skip


@given(st.text(max_size=30))
def test_a_replaced_text_always_fits(text: str) -> None:
    assert encodings.fits_cp932(encodings.replaced(text)) is True


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "utf-16"])
def test_the_encoding_of_a_japanese_file_is_found(name: str) -> None:
    text = "注文番号,お名前,金額\nA-1,山田花子,1200\nA-2,佐藤ケン,ｶﾅ\n"
    found = encodings.detect(text.encode(name))
    assert found is not None and text.encode(name).decode(found) == text


def test_bytes_are_told_from_text() -> None:
    assert encodings.looks_binary(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR") is True
    assert encodings.looks_binary("名前,a\n".encode("utf-16-le")) is False
    assert encodings.detect("山田".encode() + b"\n" + "山田".encode("cp932")) is None


@given(st.text(max_size=20))
def test_a_guarded_cell_comes_back_unchanged(text: str) -> None:
    assert spreadsheets.unguarded(spreadsheets.guarded(text)) == text


def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe() -> None:
    cells = ["=cmd|' /C calc'!A0", "+1+cmd", "-2+3", "@SUM(1)", "\t=1", "\r=1", "'x"]
    assert [spreadsheets.guarded(cell) for cell in cells] == ["'" + cell for cell in cells]
    assert [spreadsheets.guarded(cell) for cell in ("-500", "abc", "")] == [
        "-500",
        "abc",
        "",
    ]


def _encodes(text: str) -> bool:
    try:
        text.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True
