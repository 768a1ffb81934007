# SPDX-License-Identifier: Apache-2.0
"""Traces: a value is found however it was written, and nothing else is."""

import gzip
import json
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from omotenashi.base.erasing import files, traces

HANA = traces.Traces(
    (
        traces.of_text("髙橋 華子"),
        traces.of_text("タカハシ ガコ"),
        traces.of_text("hana.t@Example.com"),
        traces.of_number("+819012345678"),
        traces.of_text("東京都渋谷区神南1-2-3"),
    )
)


@pytest.mark.parametrize(
    "written",
    [
        "髙橋　華子", "高橋華子", "高橋 華子様", "たかはし がこ", "ﾀｶﾊｼ ｶﾞｺ", "HANA.T@example.COM", "ｈａｎａ．ｔ@example.com",
        "hana.t%40example.com", "090-1234-5678", "09012345678", "+81 90-1234-5678", "０９０（１２３４）５６７８", "9012345678",
        "東京都 渋谷区 神南１－２－３", json.dumps("髙橋華子"), '"髙橋","華子"', "q=%E9%AB%98%E6%A9%8B+%E8%8F%AF%E5%AD%90",
    ],
)  # fmt: skip
def test_a_value_is_found_in_every_spelling(written: str) -> None:
    assert HANA.stand_in(f"before {written} after")
    assert not HANA.stand_in(HANA.taken_from(f"before {written} after"))


@pytest.mark.parametrize(
    "other", ["高橋 華", "橋華子", "090-1234-5679", "hana@example.com", "東京都渋谷区神南1-2-4", "タカハシ カコ", ""]
)
def test_what_is_not_theirs_stays(other: str) -> None:
    assert HANA.taken_from(other) == other


def test_a_name_of_two_letters_is_not_looked_for_inside_longer_names() -> None:
    mori = traces.Traces((traces.of_text("森 茂"),))
    assert (mori.taken_from("森　茂 様、森茂樹 様"), traces.of_text("森").usable) == ("〓 様、森茂樹 様", False)


def test_json_keeps_its_shape() -> None:
    before = {"name": "高橋 華子", "phone": 9012345678, "n": 5, "list": ["x", {"hana.t@example.com": True}]}
    assert HANA.taken_from_json(before) == {"name": "〓", "phone": None, "n": 5, "list": ["x", {"〓": True}]}
    assert traces.from_json(json.loads(json.dumps(HANA.as_json()))) == HANA


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "utf-16"])
def test_the_lines_of_a_file_are_covered_and_its_table_stays(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "file"
    path.write_bytes("名前,電話\r\n髙橋 華子,090-1234-5678\r\n佐藤 健,03-1111-2222\r\n".encode(encoding))
    size = path.stat().st_size
    assert files.cover_lines(path, traces=HANA) == 1
    assert (path.stat().st_size, files.cover_lines(path, traces=HANA)) == (size, 0)
    assert "佐藤 健,03-1111-2222".encode(encoding).removeprefix(b"\xff\xfe") in path.read_bytes()
    assert "華子".encode(encoding).removeprefix(b"\xff\xfe") not in path.read_bytes()


def test_packed_files_are_looked_into(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", "<t>髙橋 華子</t>")
    (tmp_path / "b.gz").write_bytes(gzip.compress("高橋華子".encode("cp932")))
    parquet.write_table(pa.table({"mail": ["hana.t@example.com"]}), tmp_path / "c.parquet")
    parquet.write_table(pa.table({"mail": ["ken@example.com"]}), tmp_path / "d.parquet")
    (tmp_path / "e.zip").write_bytes(b"PK\x03\x04 broken")
    found = {p.name: (files.is_packed(p), files.stand_in_packed(p, traces=HANA)) for p in sorted(tmp_path.iterdir())}
    assert found == {
        "a.xlsx": (True, True), "b.gz": (True, True), "c.parquet": (True, True), "d.parquet": (True, False),
        "e.zip": (True, True),
    }  # fmt: skip
