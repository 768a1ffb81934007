# SPDX-License-Identifier: Apache-2.0
"""A letter as bytes: multipart with the words as text and as HTML, both in base64, so that no line is ever too long.

Written here because Python's message objects take five milliseconds for a page of HTML, and a thousand a second go out.
Every header value passes `_clean`: a name with a line break in it begins no header.
"""

import base64
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr
from functools import lru_cache

from omotenashi.engagement.messaging.ports import Letter

_BREAKS = re.compile(r"[\r\n\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")
_LINE = 76
# Bytes in an encoded word: with its frame and the name of the header it stays within a line.
_WORD = 39


def message_id(letter: Letter, *, domain: str) -> str:
    """Give the Message-ID: the same for the same letter, however often it is sent."""
    return f"<{letter.message_id.hex}@{domain}>"


def write(letter: Letter, *, sender: str, now: datetime) -> tuple[list[tuple[str, str]], bytes]:
    """Give the headers in their order, and the body with CRLF. `sender` is the address mails come from."""
    domain = sender.rpartition("@")[2]
    boundary = f"=_{letter.message_id.hex}"
    headers: Mapping[str, str] = {
        "From": _sender(_clean(letter.sender_name), sender),
        "To": _clean(letter.address),
        "Subject": _words(letter.subject),
        "Date": format_datetime(now),
        "Message-ID": message_id(letter, domain=domain),
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/alternative; boundary="{boundary}"',
        **{name: _clean(value) for name, value in letter.headers.items()},
    }
    edge = f"--{boundary}\r\n".encode()
    body = b"".join(
        (edge, _part("plain", letter.text), edge, _part("html", letter.html), f"--{boundary}--\r\n".encode())
    )
    return list(headers.items()), body


def head(headers: list[tuple[str, str]]) -> bytes:
    """Give headers as they stand before a body."""
    return "".join(f"{name}: {value}\r\n" for name, value in headers).encode() + b"\r\n"


def _part(kind: str, text: str) -> bytes:
    coded = base64.b64encode(text.encode())
    lines = [coded[at : at + _LINE] for at in range(0, len(coded), _LINE)]
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return b"\r\n".join((head.encode() + (lines[0] if lines else b""), *lines[1:], b"", b""))


@lru_cache(maxsize=100)
def _sender(name: str, address: str) -> str:
    return formataddr((name if name.isascii() else str(Header(name, "utf-8")), address))


def _words(text: str) -> str:
    """Give words for a header: encoded and folded where they are not ASCII (RFC 2047)."""
    clean = _clean(text)
    if clean.isascii() and len(clean) <= _LINE:
        return clean
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(piece.encode()).decode()}?=" for piece in _pieces(clean))


def _pieces(text: str) -> Iterator[str]:
    """Cut a text between characters so that each piece fits into one encoded word on the first line, too."""
    while text:
        size = _WORD // 4
        while size < len(text) and len(text[: size + 1].encode()) <= _WORD:
            size += 1
        yield text[:size]
        text = text[size:]


def _clean(text: str) -> str:
    return _BREAKS.sub(" ", text).strip()
