# SPDX-License-Identifier: Apache-2.0
"""A letter as bytes: multipart with the words as text and as HTML, both in base64, so that no line is ever too long.

Written here because Python's message objects take five milliseconds for a page of HTML, and a thousand a second go out.
Every header value passes `_clean`: a name with a line break in it begins no header.
"""

import base64
import re
from collections.abc import Mapping
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr

from omotenashi.engagement.messaging.ports import Letter

_BREAKS = re.compile(r"[\r\n\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")
_LINE = 76


def message_id(letter: Letter, *, domain: str) -> str:
    """Give the Message-ID: the same for the same letter, however often it is sent."""
    return f"<{letter.message_id.hex}@{domain}>"


def write(letter: Letter, *, sender: str, now: datetime) -> tuple[list[tuple[str, str]], bytes]:
    """Give the headers in their order, and the body with CRLF. `sender` is the address mails come from."""
    domain = sender.rpartition("@")[2]
    boundary = f"=_{letter.message_id.hex}"
    headers: Mapping[str, str] = {
        "From": formataddr((str(Header(_clean(letter.sender_name), "utf-8")), sender))
        if not letter.sender_name.isascii()
        else formataddr((_clean(letter.sender_name), sender)),
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
    coded = base64.encodebytes(text.encode()).replace(b"\n", b"\r\n")
    return (
        f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
        + coded
        + b"\r\n"
    )


def _words(text: str) -> str:
    """Give words for a header: encoded and folded where they are not ASCII."""
    clean = _clean(text)
    if clean.isascii() and len(clean) <= _LINE:
        return clean
    return Header(clean, "utf-8", maxlinelen=_LINE, header_name="Subject").encode(linesep="\r\n")


def _clean(text: str) -> str:
    return _BREAKS.sub(" ", text).strip()
