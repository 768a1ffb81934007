# SPDX-License-Identifier: Apache-2.0
"""A message as its author made it: a subject and blocks, the same for every channel."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from omotenashi.engagement.messaging.rules import fields

LONGEST_TEXT = 4_000
MOST_OFFERS = 6
LONGEST_SUBJECT = 120
MOST_BLOCKS = 50
MOST_PRODUCTS = 6


@dataclass(frozen=True, slots=True)
class Shape:
    """What a kind of block holds: what must be said, what may be, which of these are words, and which are addresses.

    `choices` are values of which one is meant; the first where none is said.
    """

    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


SHAPES: Mapping[str, Shape] = {
    "heading": Shape(needs=("text",), words=("text",)),
    "text": Shape(needs=("text",), words=("text",)),
    "picture": Shape(needs=("src", "alt"), may=("href",), links=("src", "href")),
    "button": Shape(needs=("label", "href"), words=("label",), links=("href",)),
    "products": Shape(needs=("codes",)),
    # What the recommender ranked for each reader; where it has nothing: bestsellers, no such part, or no message.
    "offers": Shape(
        may=("title", "count", "fallback", "reason", "avoid"), words=("title",),
        choices={
            "count": ("3", "1", "2", "4", "5", "6"), "fallback": ("best", "hide", "stop"), "reason": ("no", "yes"),
        },
    ),
    # What the event is about that led here: there again, cheaper.
    "article": Shape(),
    "points": Shape(),
    "coupon": Shape(needs=("label",), may=("campaign", "code", "until"), words=("label", "code")),
    "shop": Shape(may=("title", "location"), words=("title",)),
    "staff": Shape(may=("title",), words=("title",)),
    "divider": Shape(),
    "spacer": Shape(may=("size",), choices={"size": ("m", "s", "l")}),
}  # fmt: skip


class BadTemplate(Exception):
    """A template that must not be sent. `reason` is a word of ours, `where` the number of the block (0: the subject)."""

    def __init__(self, reason: str, *, where: int = 0, detail: str = "") -> None:
        super().__init__(f"{reason} at {where}: {detail}")
        self.reason, self.where, self.detail = reason, where, detail


@dataclass(frozen=True, slots=True)
class Block:
    """One block with what it says; every value is a text. `at` is its number in the message."""

    kind: str
    values: Mapping[str, str]
    at: int = 0

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    def chosen(self, name: str) -> str:
        """Give which of its choices is meant."""
        return self[name] or SHAPES[self.kind].choices[name][0]


@dataclass(frozen=True, slots=True)
class Content:
    """A whole message before it knows to whom it goes. `short` is what goes where there is little room (SMS, push)."""

    subject: str
    preheader: str
    short: str
    blocks: tuple[Block, ...]

    def kept(self) -> dict[str, Any]:
        """Give it as it is stored."""
        return {
            "subject": self.subject, "preheader": self.preheader, "short": self.short,
            "blocks": [{"kind": block.kind, **block.values} for block in self.blocks],
        }  # fmt: skip

    def words(self) -> Iterator[tuple[int, str]]:
        """Give every text that may hold fields, with the number of its block."""
        yield from ((0, text) for text in (self.subject, self.preheader, self.short) if text)
        for number, block in enumerate(self.blocks, start=1):
            yield from ((number, block[name]) for name in SHAPES[block.kind].words if block[name])

    def needs(self) -> frozenset[str]:
        """Name the fields that it reads of a person; a block of points reads the points."""
        links = (block[name] for block in self.blocks for name in SHAPES[block.kind].links)
        texts = (*(text for _, text in self.words()), *(link for link in links if fields.is_own_link(link)))
        read = {name for text in texts for name in fields.names(text)}
        return frozenset(
            read | ({"customer.points"} if any(block.kind == "points" for block in self.blocks) else set())
        )

    def codes(self) -> tuple[str, ...]:
        """Name the goods that it shows, each once, in their order."""
        found = [
            code.strip() for block in self.blocks if block.kind == "products" for code in block["codes"].split(",")
        ]
        return tuple(dict.fromkeys(code for code in found if code))


def read(raw: Mapping[str, Any]) -> Content:
    """Read what an author made, as far as it goes: a draft may be unfinished. Raises BadTemplate."""
    blocks = raw.get("blocks", [])
    if not isinstance(blocks, list) or len(blocks) > MOST_BLOCKS:
        raise BadTemplate("blocks")
    return Content(
        subject=_line(raw.get("subject")),
        preheader=_line(raw.get("preheader")),
        short=_line(raw.get("short")),
        blocks=tuple(_block(block, number) for number, block in enumerate(blocks, start=1)),
    )


def checked(content: Content) -> Content:
    """Give a message that can go out as it is. Raises BadTemplate for the first thing that stands in its way."""
    if not content.subject:
        raise BadTemplate("subject_missing")
    if not content.blocks:
        raise BadTemplate("empty")
    for number, block in enumerate(content.blocks, start=1):
        _check(block, number)
    for number, text in content.words():
        wrong = fields.trouble(text)
        if wrong:
            raise BadTemplate(wrong[0], where=number, detail=wrong[1])
    return content


def _block(raw: object, number: int) -> Block:
    if not isinstance(raw, dict) or raw.get("kind") not in SHAPES:
        raise BadTemplate("kind", where=number)
    shape = SHAPES[raw["kind"]]
    said = {name: str(raw.get(name, "")).replace("\r\n", "\n").strip() for name in (*shape.needs, *shape.may)}
    if any(len(text) > LONGEST_TEXT for text in said.values()):
        raise BadTemplate("too_long", where=number)
    return Block(raw["kind"], {name: text for name, text in said.items() if text}, number)


def _check(block: Block, number: int) -> None:
    shape = SHAPES[block.kind]
    missing = next((name for name in shape.needs if not block[name]), "")
    if block.kind == "coupon" and not block["code"] and not block["campaign"]:
        missing = missing or "code"
    if missing:
        raise BadTemplate("missing", where=number, detail=missing)
    unknown = next((name for name, of in shape.choices.items() if block[name] and block[name] not in of), "")
    if unknown:
        raise BadTemplate("choice", where=number, detail=unknown)
    foreign = next((name for name in shape.links if block[name] and not _leads(block[name])), "")
    if foreign:
        raise BadTemplate("address", where=number, detail=block[foreign])
    if block.kind == "products" and len(block["codes"].split(",")) > MOST_PRODUCTS:
        raise BadTemplate("too_many", where=number)


def _leads(address: str) -> bool:
    """Say whether an address leads somewhere: into the web, or to what is each reader's own."""
    return fields.is_own_link(address) or ("{" not in address and _is_web(address))


def _is_web(address: str) -> bool:
    """Say whether an address is one of the web, or a page of ours; scripts and mail addresses are not."""
    if address.startswith("/") and not address.startswith("//"):
        return True
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _line(raw: object) -> str:
    """Give one line: a subject with a line break would begin another header."""
    text = " ".join(str(raw or "").split())
    if len(text) > LONGEST_SUBJECT * 2:
        raise BadTemplate("too_long")
    return text
