# SPDX-License-Identifier: Apache-2.0
"""Ask a PostgreSQL socket whether it answers, in the server's own protocol and without a driver.

The launcher and the keeper need no more than "are you there" and "make this database", and loading a driver
would cost them more time than the whole start.
"""

import socket
import struct
from enum import Enum
from pathlib import Path

PROTOCOL = 196608
NO_SUCH_DATABASE = "3D000"


class Answer(Enum):
    """What came back: ready, up but without that database, or not (yet) to be talked to."""

    READY = "ready"
    NO_DATABASE = "no database"
    SILENT = "silent"


class Refused(Exception):
    """The server answered a statement with an error."""


def ask(*, path: Path, user: str, database: str, statement: str = "", seconds: float = 2.0) -> Answer:
    """Log in over the socket and run one statement, if any; raises Refused with the server's words."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(seconds)
            line.connect(str(path))
            line.sendall(_hello(user=user, database=database))
            refusal = _until_ready(line)
            if refusal:
                return Answer.NO_DATABASE if refusal.get("C") == NO_SUCH_DATABASE else Answer.SILENT
            if statement:
                line.settimeout(None)
                line.sendall(_message(b"Q", statement.encode() + b"\0"))
                refusal = _until_ready(line)
                if refusal:
                    raise Refused(refusal.get("M", ""))
            line.sendall(_message(b"X", b""))
    except (OSError, EOFError):
        return Answer.SILENT
    return Answer.READY


def _hello(*, user: str, database: str) -> bytes:
    words = ["user", user, "database", database, "application_name", "omotenashi launcher"]
    body = struct.pack("!i", PROTOCOL) + b"".join(word.encode() + b"\0" for word in words) + b"\0"
    return struct.pack("!i", len(body) + 4) + body


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


def _until_ready(line: socket.socket) -> dict[str, str]:
    """Read until the server waits for us; return the fields of an error, or nothing."""
    fields: dict[str, str] = {}
    while True:
        kind, size = struct.unpack("!ci", _exactly(line, 5))
        body = _exactly(line, size - 4)
        if kind == b"E":
            fields = {part[:1].decode(): part[1:].decode(errors="replace") for part in body.split(b"\0") if part}
            if fields.get("S") == "FATAL":
                return fields
        if kind == b"Z":
            return fields


def _exactly(line: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        part = line.recv(size - len(found))
        if not part:
            raise EOFError
        found += part
    return found
