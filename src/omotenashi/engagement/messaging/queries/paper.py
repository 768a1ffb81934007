# SPDX-License-Identifier: Apache-2.0
"""Pictures on paper: those that the house keeps itself, and how many dots an inch they have where they are printed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from omotenashi.engagement.messaging.models import Picture
from omotenashi.engagement.messaging.queries import saying
from omotenashi.engagement.messaging.queries.caring import PICTURE
from omotenashi.engagement.messaging.queries.templates import policy
from omotenashi.engagement.messaging.rules import imprints
from omotenashi.engagement.messaging.rules.blocks import Content

_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture as it is kept: its file for the page setter, and its size in dots."""

    digest: str
    ending: str
    width: int
    height: int
    data: bytes = b""

    @property
    def file(self) -> str:
        """Name its file: the same picture is the same file on every card."""
        return f"{self.digest}.{self.ending}"

    @property
    def stands(self) -> tuple[float, float]:
        """Give the millimetres in which it stands alone on a card."""
        return imprints.fitted(self.width, self.height)


def kept(addresses: Iterable[str], *, with_data: bool = False) -> dict[str, Kept]:
    """Give the pictures of ours by the addresses under which they stand; one read. Others cannot be printed."""
    digests = {one: digest for one in set(addresses) if (digest := _digest(one))}
    found = Picture.objects.filter(digest__in=set(digests.values()))
    named = found.values_list("digest", "type", "width", "height", *(["data"] if with_data else []))
    known = {row[0]: Kept(row[0], _ENDINGS[row[1]], row[2], row[3], *map(bytes, row[4:])) for row in named}
    return {one: known[digest] for one, digest in digests.items() if digest in known}


def coarse(content: Content) -> list[tuple[int, str, int]]:
    """Give the pictures of a message that a card shows badly: their part, their address, and the dots an inch they have.

    0 for one that the house does not keep: it cannot be printed.
    """
    goods = saying.goods(content.codes())
    asked = [(block.at, block["src"], imprints.WHOLE) for block in content.blocks if block.kind == "picture"]
    for block in content.blocks:
        if block.kind == "products":
            shown = (goods[code.strip()].picture for code in block["codes"].split(",") if code.strip() in goods)
            asked += [(block.at, one, imprints.GOODS) for one in shown]
    found = kept(one for _, one, _ in asked)
    told = [(at, one, _dots(found.get(one), room)) for at, one, room in asked if one]
    return [(at, one, dots) for at, one, dots in told if dots < imprints.ENOUGH]


def _dots(picture: Kept | None, room: imprints.Room) -> int:
    return imprints.dots(picture.width, picture.height, room) if picture else 0


def _digest(address: str) -> str:
    origin = policy().origin
    path = address.removeprefix(origin) if origin else address
    head, _slash, digest = path.rpartition("/")
    return digest if head == _head() else ""


def _head() -> str:
    return reverse(PICTURE, args=["-"]).rpartition("/")[0]
