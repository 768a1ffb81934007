# SPDX-License-Identifier: Apache-2.0
"""Bodies of requests: chunked, gzipped or plain, and never more of them in memory than the limit."""

import zlib
from typing import Any, Final

SINGLE: Final = 32 * 1024
BATCH: Final = 500 * 1024
# Read and thrown away, so that a caller who sends too much hears why instead of a broken connection.
_DRAINED: Final = 4 * 1024 * 1024
_PIECE: Final = 64 * 1024
_GZIP: Final = 31


class TooLarge(Exception):
    """More than the limit, counted after inflating."""


class Broken(Exception):
    """The compression is not what its header says."""


def read(environ: dict[str, Any], *, limit: int) -> bytes:
    """Read a body. Raises TooLarge, Broken."""
    stream = environ["wsgi.input"]
    said = environ.get("CONTENT_LENGTH") or ""
    if said.isdigit():
        length = int(said)
        if length > limit:
            _drain(stream, min(length, _DRAINED))
            raise TooLarge
        data = stream.read(length)
    elif "wsgi.input_terminated" in environ:
        data = _all(stream, limit)
    else:
        data = b""
    encoding = environ.get("HTTP_CONTENT_ENCODING")
    return _inflated(data, limit) if encoding and encoding.strip().lower() in ("gzip", "x-gzip") else data


def _all(stream: Any, limit: int) -> bytes:
    parts, size = [], 0
    while piece := stream.read(_PIECE):
        size += len(piece)
        if size > limit:
            _drain(stream, _DRAINED)
            raise TooLarge
        parts.append(piece)
    return b"".join(parts)


def _drain(stream: Any, length: int) -> None:
    while length > 0 and (piece := stream.read(min(length, _PIECE))):
        length -= len(piece)


def _inflated(data: bytes, limit: int) -> bytes:
    machine = zlib.decompressobj(_GZIP)
    try:
        found = machine.decompress(data, limit + 1)
    except zlib.error as error:
        raise Broken(str(error)) from None
    if len(found) > limit:
        raise TooLarge
    if not machine.eof:
        raise Broken("the end is missing")
    return found
