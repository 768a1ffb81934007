# SPDX-License-Identifier: Apache-2.0
"""Open a retailer's file whatever it is: the one door of this package is `read`."""

import gzip
import io
import zipfile
import zlib
from pathlib import PurePath

import pyarrow as pa

from omotenashi.base.text import encodings
from omotenashi.connectors.csv.client import columnar, decoding, delimited, workbooks
from omotenashi.connectors.csv.client.sheet import MAX_BYTES, MAX_COLUMNS, Note, Sheet, Unreadable

_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


def read(
    data: bytes, *, name: str, encoding: str | None = None, delimiter: str | None = None, sheet: str | None = None
) -> Sheet:
    """The file `data` called `name` as a Sheet; choices that are None are detected.

    Raises Unreadable (empty, binary, broken workbook, too large) with a code for the message. Rows
    that cannot be read are in `Sheet.unread`, never dropped.
    """
    data, name, notes = _unpacked(data, name)
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise Unreadable("empty")
    if data[:4] == b"PAR1":
        return _checked("parquet", name, notes, *columnar.read(data))
    if PurePath(name).suffix.lower() in _WORKBOOKS or data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        return _checked("xlsx", name, notes, *workbooks.read(data, sheet=sheet))
    if encodings.looks_binary(data):
        raise Unreadable("binary")
    return _delimited(data, name, notes, encoding, delimiter)


def _delimited(data: bytes, name: str, notes: tuple[Note, ...], encoding: str | None, delimiter: str | None) -> Sheet:
    text, found, decoded, lost = decoding.to_utf8(data, encoding=encoding)
    shape = delimited.shape_of(text, delimiter=delimiter)
    _check_columns(shape.header)
    table, unread = delimited.read(text, shape)
    table, long = delimited.without_long_cells(table)
    all_notes = notes + decoded + shape.notes
    return Sheet(name, "csv", found, shape.delimiter, shape.header, table, (*lost, *unread, *long), all_notes)


def _checked(
    kind: str, name: str, before: tuple[Note, ...], header: tuple[str, ...], table: pa.Table, notes: tuple[Note, ...]
) -> Sheet:
    _check_columns(header)
    table, long = delimited.without_long_cells(delimited.without_empty(table))
    return Sheet(name, kind, "", "", header, table, tuple(long), before + notes)


def _check_columns(header: tuple[str, ...]) -> None:
    if len(header) > MAX_COLUMNS:
        raise Unreadable("too_many_columns", columns=len(header), limit=MAX_COLUMNS)


def _unpacked(data: bytes, name: str) -> tuple[bytes, str, tuple[Note, ...]]:
    if data[:2] == b"\x1f\x8b":
        return _inflated(data), name.removesuffix(".gz"), ()
    if data[:4] == b"PK\x03\x04" and name.lower().endswith(".zip"):
        return _only_member(data)
    if len(data) > MAX_BYTES:
        raise Unreadable("too_large", limit=MAX_BYTES)
    return data, name, ()


def _inflated(data: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            out = packed.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Unreadable("gzip_broken", detail=str(error)[:200]) from error
    if len(out) > MAX_BYTES:
        raise Unreadable("too_large", limit=MAX_BYTES)
    return out


def _only_member(data: bytes) -> tuple[bytes, str, tuple[Note, ...]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = [m for m in packed.infolist() if not m.is_dir() and not m.filename.startswith("__MACOSX")]
            if len(members) != 1:
                raise Unreadable("zip_needs_one_file", files=len(members))
            if members[0].file_size > MAX_BYTES:
                raise Unreadable("too_large", limit=MAX_BYTES)
            return packed.read(members[0]), members[0].filename, ()
    except zipfile.BadZipFile as error:
        raise Unreadable("zip_broken", detail=str(error)[:200]) from error
