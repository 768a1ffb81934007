# SPDX-License-Identifier: Apache-2.0
"""What a picture is, read from its first bytes: its kind and its size. Only kinds that carry no script."""

from dataclasses import dataclass

MOST_BYTES = 1_500_000
WIDEST = 2_400
# Frames of a JPEG that say how large it is; the others of C0 to CF say something else.
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as it can be shown."""

    type: str
    width: int
    height: int


class BadImage(ValueError):
    """Not a picture we keep: `kind` (PNG, JPEG or WebP), `big`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read(data: bytes, *, most: int = MOST_BYTES, widest: int = WIDEST) -> Image:
    """Read what a picture is. Raises BadImage."""
    if len(data) > most:
        raise BadImage("big")
    try:
        found = _png(data) or _webp(data) or _jpeg(data)
    except IndexError:
        found = None
    if found is None or not found.width or not found.height:
        raise BadImage("kind")
    if max(found.width, found.height) > widest:
        raise BadImage("big")
    return found


def _png(data: bytes) -> Image | None:
    if not data.startswith(b"\x89PNG\r\n\x1a\n") or data[12:16] != b"IHDR":
        return None
    return Image("image/png", int.from_bytes(data[16:20]), int.from_bytes(data[20:24]))


def _webp(data: bytes) -> Image | None:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        return None
    match data[12:16]:
        case b"VP8X":
            width, height = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (24, 27))
        case b"VP8L":
            bits = int.from_bytes(data[21:25], "little")
            width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            width, height = (int.from_bytes(data[at : at + 2], "little") & 0x3FFF for at in (26, 28))
        case _:
            return None
    return Image("image/webp", width, height)


def _jpeg(data: bytes) -> Image | None:
    if not data.startswith(b"\xff\xd8\xff"):
        return None
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            return None
        kind, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if kind in _FRAMES:
            return Image("image/jpeg", int.from_bytes(data[at + 7 : at + 9]), int.from_bytes(data[at + 5 : at + 7]))
        at += 2 + size if kind != 0xFF else 1
    return None
