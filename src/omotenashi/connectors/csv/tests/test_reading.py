# SPDX-License-Identifier: Apache-2.0
"""Hostile files: each is read as far as possible, says what is wrong, and loses nothing."""

import gzip
import io
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from omotenashi.connectors.csv.client import reading
from omotenashi.connectors.csv.client.sheet import ROW, Sheet, Unreadable
from omotenashi.connectors.csv.tests.makers import sheet_of, text_of

ROWS = [["注文番号", "お名前", "金額"], ["A-1", "髙﨑 花子", "1200"], ["A-2", "佐藤 ケン", "800"]]


def cells(sheet: Sheet) -> list[list[str]]:
    return [[row[name] for name in sheet.header] for row in sheet.table.sort_by(ROW).to_pylist()]


def read(data: bytes, name: str = "file.csv") -> Sheet:
    return reading.read(data, name=name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_encoding_and_delimiter_are_found(encoding: str, delimiter: str) -> None:
    sheet = read(text_of(ROWS, delimiter=delimiter).encode(encoding))
    assert (list(sheet.header), cells(sheet), sheet.delimiter, sheet.unread) == (ROWS[0], ROWS[1:], delimiter, ())


def test_euc_jp_is_found() -> None:
    rows = [["注文番号", "名前"], ["A-1", "山田花子"]]
    assert cells(read(text_of(rows).encode("euc_jp"))) == rows[1:]


@pytest.mark.parametrize(("data", "code"), [(b"", "empty"), (b"\xef\xbb\xbf\r\n \r\n", "empty"), (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0", "binary"),
                                           (b"PAR1broken", "parquet_broken"), (b"PK\x03\x04broken", "workbook_broken"), (b"\x1f\x8bbroken", "gzip_broken")])  # fmt: skip
def test_what_is_no_table_is_refused_with_its_reason(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(data)
    assert refusal.value.code == code


def test_two_hundred_columns_are_read() -> None:
    header = [f"列{n}" for n in range(200)]
    sheet = sheet_of([header, [str(n) for n in range(200)]])
    assert (len(sheet.header), sheet.table.num_rows) == (200, 1)


def test_a_megabyte_in_a_cell_refuses_its_row_and_keeps_it() -> None:
    sheet = sheet_of([["a", "b"], ["1", "x" * 1_000_000], ["2", "y"]])
    assert cells(sheet) == [["2", "y"]]
    assert [(u.row, u.code, len(u.raw)) for u in sheet.unread] == [(2, "cell_too_long", 1_000_002)]


def test_mixed_encodings_keep_what_can_be_read_and_refuse_the_rest() -> None:
    data = "番号,名前\n1,山田\n".encode() + "2,佐藤\n".encode("cp932") + b"3,\xff\xfe\xfd\n"
    sheet = read(data)
    assert (sheet.encoding, cells(sheet)) == ("mixed", [["1", "山田"], ["2", "佐藤"]])
    assert [(u.row, u.code, u.raw) for u in sheet.unread] == [(4, "undecodable", "3,\\xff\\xfe\\xfd")]
    assert sheet.rows_read == 3


def test_duplicated_and_empty_headers_get_visible_names() -> None:
    sheet = sheet_of([["番号", "金額", "金額", "", ""], ["1", "2", "3", "4", "5"]])
    assert sheet.header == ("番号", "金額", "金額 (2)", "#4", "#5")
    assert [note.code for note in sheet.notes] == ["header_repeated", "header_empty", "header_empty"]


def test_a_header_that_looks_like_our_own_row_number_is_harmless() -> None:
    assert sheet_of([["#row", "a"], ["7", "x"]]).table.num_rows == 1


def test_titles_above_the_header_are_passed_over_and_rows_keep_their_numbers() -> None:
    sheet = read("売上日報\n\n注文番号,金額\nA1,100\n".encode("cp932"))
    assert (sheet.header, cells(sheet), sheet.table[ROW].to_pylist()) == (("注文番号", "金額"), [["A1", "100"]], [4])


def test_a_file_without_a_header_gets_names_by_place() -> None:
    sheet = sheet_of([["2025-01-01", "100", "a"], ["2025-01-02", "200", "b"]])
    assert (sheet.header, sheet.table.num_rows, sheet.table[ROW].to_pylist()) == (("#1", "#2", "#3"), 2, [1, 2])


def test_quotes_hold_commas_newlines_and_quotes() -> None:
    rows = [["a", "b"], ["1,2", 'he said "x"\nand left'], ["", "z"]]
    assert cells(sheet_of(rows)) == rows[1:]


def test_an_unclosed_quote_costs_one_row_only() -> None:
    sheet = read(b'a,b\n1,"ok\nstill ok"\n2,"broken\n3,w\n4,v\n')
    assert cells(sheet) == [["1", "ok\nstill ok"], ["3", "w"], ["4", "v"]]
    assert [(u.code, u.raw) for u in sheet.unread] == [("unclosed_quote", '2,"broken')]


def test_rows_out_of_shape_are_filled_or_refused_never_dropped() -> None:
    sheet = read(b"a,b,c\n1,2\n1,2,3,\n1,2,3,4\n")
    assert cells(sheet) == [["1", "2", ""], ["1", "2", "3"]]
    assert [(u.row, u.code) for u in sheet.unread] == [(4, "too_many_cells")]


def test_empty_lines_do_not_count() -> None:
    assert read(b"a,b\n\n1,2\n,\n\n").rows_read == 1


def test_old_line_ends_and_a_told_delimiter_are_understood() -> None:
    assert cells(read(b"a,b\r1,2\r3,4\r")) == [["1", "2"], ["3", "4"]]
    assert cells(read(b"sep=;\na;b\n1,5;2\n")) == [["1,5", "2"]]


def test_a_workbook_keeps_long_codes_zeros_and_dates() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("売上")
        page.write_row(0, 0, ["売上一覧"])
        page.write_row(2, 0, ["注文番号", "JAN", "金額", "日付", "長い"])
        page.write_row(3, 0, ["0012", 4901234567894, 1200.5])
        page.write_number(3, 4, 12345678901234567)
        page.write_number(3, 3, 45992.5, book.add_format({"num_format": "yyyy/mm/dd hh:mm"}))
        book.add_worksheet("メモ").write(0, 0, "x")
    sheet = read(out.getvalue(), "b.xlsx")
    assert cells(sheet) == [["0012", "4901234567894", "1200.5", "2025-12-01 12:00:00", "1.2346E+16"]]
    assert [note.code for note in sheet.notes] == ["other_sheets", "rows_above_header"]
    assert sheet.table[ROW].to_pylist() == [4]


def test_parquet_gzip_and_zip_lead_to_the_same_table() -> None:
    out = io.BytesIO()
    pq.write_table(pa.table({"id": [17850.0, None], "price": [0.1 + 0.2, 1.0], "name": ["髙", "b"]}), out)
    assert cells(read(out.getvalue(), "a.parquet")) == [["17850", "0.3", "髙"], ["", "1", "b"]]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        target.writestr("orders.csv", text_of(ROWS))
    for data, name in ((gzip.compress(text_of(ROWS).encode()), "a.csv.gz"), (packed.getvalue(), "a.zip")):
        assert cells(read(data, name)) == ROWS[1:]


@given(st.binary(max_size=300))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    try:
        sheet = read(data)
    except Unreadable as refusal:
        assert refusal.code
    else:
        assert sheet.rows_read == sheet.table.num_rows + len(sheet.unread)


@given(
    st.lists(
        st.lists(
            st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=8), min_size=3, max_size=3
        ),
        min_size=1,
        max_size=8,
    )
)
def test_what_is_written_is_read_back(body: list[list[str]]) -> None:
    sheet = sheet_of([["注文番号", "名前", "備考"], *body])
    kept = [row for row in body if any(cell.strip() for cell in row)]
    assert len(cells(sheet)) + len(sheet.unread) >= len(kept)
