# SPDX-License-Identifier: Apache-2.0
"""Encodings of files: what a file is written in, and what cp932 cannot hold.

CSV leaves the house as cp932 or UTF-8 with a byte order mark, never as shift_jis: 髙, 﨑, ①, ㈱ and
～ exist only in cp932 (spec japan.md §4).
"""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass

# What stands for a sign that cp932 lacks, where a near one exists.
_NEAR = str.maketrans(
    {
        "\u2014": "―",
        "\u2012": "-",
        "\u2013": "-",
        "\u2010": "-",
        "\u2011": "-",
        "𠮷": "吉",
        "\u00a0": " ",
        "゠": "＝",
        "¥": "￥",
        "£": "￡",
        "¢": "￠",
        "¬": "￢",
    }
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Python's cp932 lets the lone bytes 80, A0, FD, FE and FF through as these.
_UNASSIGNED = re.compile("[\x80\xa0\uf8f0-\uf8f3]")
REPLACEMENT = "〓"  # geta: the printers' sign for a missing type


@dataclass(frozen=True)
class Loss:
    """One cell that cp932 cannot hold or would bring back changed."""

    row: int
    column: int
    text: str
    written: str


def fits_cp932(text: str) -> bool:
    """True when `text` can be written in cp932 and read back unchanged."""
    try:
        return text.encode("cp932").decode("cp932") == text
    except UnicodeEncodeError:
        return False


def replaced(text: str) -> str:
    """`text` as cp932 would bring it back: near signs first, then 「〓」. Never raises."""
    if fits_cp932(text):
        return text
    return "".join(_one(char) for char in _joined_marks(text.translate(_NEAR)))


def replaced_lines(text: str) -> str:
    """`replaced` for a whole file, line by line: only the lines that need it are touched."""
    return "\n".join(line if line.isascii() else replaced(line) for line in text.split("\n"))


def losses(rows: Iterable[Iterable[str]]) -> list[Loss]:
    """Each cell that changes when `rows` are written in cp932; rows and columns count from 1."""
    found = []
    for row, cells in enumerate(rows, start=1):
        for column, text in enumerate(cells, start=1):
            if not text.isascii() and not fits_cp932(text):
                found.append(Loss(row=row, column=column, text=text, written=replaced(text)))
    return found


def detect(data: bytes) -> str | None:
    """The Python name of the encoding of `data`, or None when no one encoding fits all of it
    (lines of UTF-8 and of cp932 in one file are two encodings, though cp932 can decode both).

    Order: byte order mark, UTF-16 without a mark, strict UTF-8, then cp932 and EUC-JP. When both
    of the last two fit, the one whose text looks more like Japanese wins.
    """
    for mark, name in _BOMS:
        if data.startswith(mark) and decodes(data, name):
            return name
    bare = _utf16_without_mark(data)
    if bare:
        return bare
    if decodes(data, "utf-8"):
        return "utf-8"
    if any(line_is_utf8(line) for line in data.split(b"\n")):
        return None
    fitting = [name for name in ("cp932", "euc_jp") if decodes(data, name)]
    if len(fitting) == 2:
        return max(
            fitting,
            key=lambda name: japanese_share(data[:65536].decode(name, "ignore")),
        )
    return fitting[0] if fitting else None


def line_is_utf8(line: bytes) -> bool:
    """True for a line with foreign signs that is UTF-8 and reads better so than as cp932.

    Two half-width kana of cp932 can be one valid UTF-8 sign, so validity alone does not decide.
    """
    if line.isascii() or not decodes(line, "utf-8"):
        return False
    return japanese_share(line.decode("utf-8")) > japanese_share(line.decode("cp932", "ignore"))


def japanese_share(text: str) -> float:
    """Share of the non-ASCII characters that are kana or common kanji; half-width kana do not count."""
    foreign = [char for char in text if not char.isascii()]
    if not foreign:
        return 1.0
    usual = sum("\u3000" <= c <= "\u30ff" or "\u4e00" <= c <= "\u9fff" or "\uff01" <= c <= "\uff5e" for c in foreign)
    kana = sum("\u3040" <= c <= "\u30ff" for c in foreign)
    return (usual + kana) / (2 * len(foreign))


def looks_binary(data: bytes) -> bool:
    """True when the first 8 KiB hold zero bytes or many control signs and no UTF-16 explains them."""
    head = data[:8192]
    if any(data.startswith(mark) and decodes(data, name) for mark, name in _BOMS) or _utf16_without_mark(data):
        return False
    control = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in head)
    return b"\0" in head or control > max(4, len(head) // 50)


def decodes(data: bytes, name: str) -> bool:
    """True when `data` is text in the encoding `name`; bytes that cp932 maps to nothing do not count."""
    try:
        text = data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return False
    return name != "cp932" or _UNASSIGNED.search(text) is None


def _utf16_without_mark(data: bytes) -> str | None:
    head = data[:4096]
    head = head[: len(head) // 2 * 2]
    if len(head) < 4:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    name = "utf-16-le" if odd > half * 0.3 and even == 0 else "utf-16-be" if even > half * 0.3 and odd == 0 else ""
    return name if name and decodes(data, name) else None


def _joined_marks(text: str) -> str:
    # A variation selector chooses the shape of the character before it; the plain one stays.
    return "".join(c for c in text if not ("\ufe00" <= c <= "\ufe0f" or "\U000e0100" <= c <= "\U000e01ef"))


def _one(char: str) -> str:
    try:
        return char.encode("cp932").decode("cp932")
    except UnicodeEncodeError:
        return REPLACEMENT
