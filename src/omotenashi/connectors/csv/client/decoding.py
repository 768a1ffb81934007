# SPDX-License-Identifier: Apache-2.0
"""Bytes to UTF-8: one encoding for the file, or line by line when it mixes several."""

from omotenashi.base.text import encodings
from omotenashi.connectors.csv.client.sheet import Note, Unread

MIXED = "mixed"


def to_utf8(data: bytes, *, encoding: str | None = None) -> tuple[bytes, str, tuple[Note, ...], tuple[Unread, ...]]:
    """(UTF-8 bytes, name of the encoding, notes, lines that nothing could decode).

    A chosen `encoding` wins when it fits. In a mixed file each line is decoded by itself; a line that
    neither UTF-8 nor cp932 can read leaves the table and is kept with its bytes spelled out.
    """
    found = encoding if encoding and encodings.decodes(data, encoding) else encodings.detect(data)
    if found in ("utf-8", "utf-8-sig"):
        return data.removeprefix(b"\xef\xbb\xbf"), "utf-8", (), ()
    if found:
        return data.decode(found).removeprefix("\ufeff").encode("utf-8"), found.removesuffix("-sig"), (), ()
    return _line_by_line(data)


def _line_by_line(data: bytes) -> tuple[bytes, str, tuple[Note, ...], tuple[Unread, ...]]:
    kept: list[bytes] = []
    lost: list[Unread] = []
    counts: dict[str, int] = {"utf-8": 0, "cp932": 0}
    data = data.removeprefix(b"\xef\xbb\xbf")
    for row, line in enumerate(data.split(b"\n"), start=1):
        name = _of_line(line)
        if name is None:
            lost.append(Unread(row, "undecodable", line.decode("utf-8", "backslashreplace")))
            continue
        if not line.isascii():
            counts[name] += 1
        kept.append(line if name == "utf-8" else line.decode(name).encode("utf-8"))
    notes = (Note("mixed_encodings", {"utf8": counts["utf-8"], "cp932": counts["cp932"], "lost": len(lost)}),)
    return b"\n".join(kept), MIXED, notes, tuple(lost)


def _of_line(line: bytes) -> str | None:
    if line.isascii() or encodings.line_is_utf8(line):
        return "utf-8"
    return next((name for name in ("cp932", "utf-8") if encodings.decodes(line, name)), None)
