# SPDX-License-Identifier: Apache-2.0
"""Words of a message that the house watches: claims that the law asks a proof for, words it does not use."""

from collections.abc import Iterator
from dataclasses import dataclass

from omotenashi.engagement.messaging.rules import blocks
from omotenashi.places.locations import queries as places

_HEADS = ("subject", "preheader", "short")
_READ = ("text", "title", "label", "alt")


@dataclass(frozen=True, slots=True)
class Claim:
    """A watched word, where it stands (0: above the blocks) and in which of its texts."""

    word: str
    why: str
    forbids: bool
    where: int
    name: str


def claims(content: blocks.Content) -> list[Claim]:
    """Give every watched word of a message, each once for each place it stands in."""
    voice = places.voice()
    return [
        Claim(one.word, one.why, one.forbids, where, name)
        for where, name, text in _texts(content)
        for one in places.watched_in(text, voice.watched)
    ]


def forbidden(content: blocks.Content) -> Claim | None:
    """Give the first word that must not be published."""
    return next((one for one in claims(content) if one.forbids), None)


def _texts(content: blocks.Content) -> Iterator[tuple[int, str, str]]:
    for name in _HEADS:
        if text := getattr(content, name):
            yield 0, name, text
    for block in content.blocks:
        yield from ((block.at, name, block[name]) for name in _READ if block[name])
