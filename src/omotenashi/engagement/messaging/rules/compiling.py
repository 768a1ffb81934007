# SPDX-License-Identifier: Apache-2.0
"""From blocks to the words of each channel, once for everybody; what differs from person to person stays Liquid.

A mail is MJML turned into HTML (mrml) beside the same words as plain text. MJML would take Liquid for markup, so each
piece of Liquid is carried through under a number. Addresses become `links`: each person gets one's own, so a click
says who clicked, and only addresses that stand in the message can be reached through it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

import mrml

from omotenashi.engagement.messaging.rules import notes, shorts, slots
from omotenashi.engagement.messaging.rules.blocks import Block, Content
from omotenashi.engagement.messaging.rules.chat import Good, Json, Making, compose

_LIQUID = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_POINTS = "{{ customer.points | number }}"
_SOFT = "#5c6166"
_SPACES = {"s": 12, "m": 28, "l": 56}
_CARRIED = re.compile(r"\u2997(\d+)\u2998")


@dataclass(frozen=True, slots=True)
class Look:
    """The house: its name, colour, what can be read on it, its logo, and what the law wants said under a message."""

    name: str
    colour: str
    on_colour: str
    logo: str
    language: str
    sender: Sequence[str]
    words: Mapping[str, str]
    origin: str = ""
    paper: str = "#ffffff"
    ink: str = "#16181a"
    ground: str = "#f4f4f2"
    font: str = "'Noto Sans JP', 'Hiragino Sans', Meiryo, sans-serif"
    corners: int = 6
    logo_width: int = 120
    signature: str = ""
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A message in Liquid: subject, plain text, HTML and chat; `{{ link.nN }}` stands for the address `links[N]`."""

    subject: str
    preheader: str
    text: str
    html: str
    short: str
    links: tuple[str, ...]
    chat: tuple[Json, ...] = ()
    note: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Pieces:
    """What is collected on the way: pieces of Liquid, and addresses."""

    liquid: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def carry(self, text: str) -> str:
        """Give a text as MJML: escaped, line breaks kept, Liquid under numbers."""
        return escape(_LIQUID.sub(self._number, text)).replace("\n", "<br />")

    def _number(self, found: re.Match[str]) -> str:
        self.liquid.append(found[0])
        return f"\u2997{len(self.liquid) - 1}\u2998"

    def link(self, address: str) -> str:
        """Give the place of an address as Liquid under a number."""
        return _LIQUID.sub(self._number, self.plain_link(address))

    def plain_link(self, address: str) -> str:
        """Give the place of an address as Liquid."""
        if address not in self.links:
            self.links.append(address)
        return f"{{{{ link.n{self.links.index(address)} }}}}"

    def back(self, text: str) -> str:
        """Give a text with its Liquid back in place."""
        return _CARRIED.sub(lambda found: self.liquid[int(found[1])], text)


def compile_content(content: Content, *, look: Look, goods: Mapping[str, Good], is_advertising: bool) -> Compiled:
    """Give a message in Liquid. What is advertising carries the sender and the way out under it."""
    pieces = _Pieces()
    parts = [_mjml(block, pieces, look=look, goods=goods) for block in content.blocks]
    page = _page(content, "".join(parts), pieces, look=look, is_advertising=is_advertising)
    lines = [line for block in content.blocks for line in _lines(block, pieces, look=look, goods=goods)]
    html = pieces.back(str(mrml.to_html(page).content))
    making = _making(pieces, look=look, goods=goods, is_advertising=is_advertising)
    bubbles = compose(content, making)
    return Compiled(
        subject=content.subject,
        preheader=content.preheader,
        text="\n".join([*lines, *_below(look, is_advertising=is_advertising)]).strip() + "\n",
        html=html,
        short=shorts.compose(content, making),
        note=notes.compose(content, making),
        links=tuple(pieces.links),
        chat=bubbles,
    )


def _making(pieces: _Pieces, *, look: Look, goods: Mapping[str, Good], is_advertising: bool) -> Making:
    return Making(
        link=pieces.plain_link, goods=goods, origin=look.origin, colour=look.colour, on_colour=look.on_colour,
        points=look.words["points"], until=look.words["until"], below=look.sender, sign=look.sign, way_out=look.words["unsubscribe"],
        is_advertising=is_advertising,
    )  # fmt: skip


def _page(content: Content, body: str, pieces: _Pieces, *, look: Look, is_advertising: bool) -> str:
    logo = (
        f'<mj-image src="{escape(look.logo)}" alt="{escape(look.name)}" width="{look.logo_width}px" />'
        if look.logo
        else ""
    )
    name = f'<mj-text font-weight="600" font-size="17px" align="center">{escape(look.name)}</mj-text>'
    below = "<br />".join(escape(line) for line in look.sender)
    way_out = (
        f'<br /><a href="{pieces.carry("{{ way_out }}")}" style="color:#5c6166">{escape(look.words["unsubscribe"])}</a>'
        if is_advertising
        else ""
    )
    return (
        f'<mjml lang="{look.language}"><mj-head><mj-title>{pieces.carry(content.subject)}</mj-title>'
        f"<mj-preview>{pieces.carry(content.preheader)}</mj-preview>"
        f'<mj-attributes><mj-all font-family="{look.font}" /><mj-section background-color="{look.paper}" />'
        f'<mj-text font-size="15px" line-height="1.8" color="{look.ink}" /></mj-attributes></mj-head>'
        f'<mj-body background-color="{look.ground}"><mj-section padding="28px 8px 8px">'
        f"<mj-column>{logo or name}</mj-column></mj-section>{body}{_signature(look)}"
        f'<mj-section background-color="{look.ground}" padding="20px 8px"><mj-column>'
        f'<mj-text font-size="12px" color="{_SOFT}" line-height="1.7">'
        f"{below}{way_out}</mj-text></mj-column></mj-section></mj-body></mjml>"
    )


def _signature(look: Look) -> str:
    if not look.signature:
        return ""
    said = escape(look.signature).replace("\n", "<br />")
    rule = '<mj-divider border-width="1px" border-color="#e3e3df" />'
    return _section(f'<mj-column>{rule}<mj-text font-size="13px">{said}</mj-text></mj-column>')


def _mjml(block: Block, pieces: _Pieces, *, look: Look, goods: Mapping[str, Good]) -> str:
    match block.kind:
        case "offers" | "article" | "shop" | "staff":
            return slots.mjml(block, pieces)
        case "products":
            _keep_links(block, pieces, goods)
            columns = [_good(goods[code], pieces, look) for code in _codes(block) if code in goods and goods[code].name]
            pairs = [columns[at : at + 2] for at in range(0, len(columns), 2)]
            return "".join(_section("".join(pair)) for pair in pairs)
        case "picture":
            link = f' href="{pieces.link(block["href"])}"' if block["href"] else ""
            inner = f'<mj-image src="{escape(_whole(block["src"], look))}" alt="{escape(block["alt"])}"{link} padding="8px 16px" />'
        case "button":
            inner = (
                f'<mj-button href="{pieces.link(block["href"])}" background-color="{look.colour}" color="{look.on_colour}"'
                f' border-radius="{look.corners}px" font-size="15px" inner-padding="14px 28px">{pieces.carry(block["label"])}</mj-button>'
            )
        case "divider":
            inner = '<mj-divider border-width="1px" border-color="#e3e3df" padding="12px 16px" />'
        case "spacer":
            inner = f'<mj-spacer height="{_SPACES[block.chosen("size")]}px" />'
        case "heading":
            inner = (
                f'<mj-text font-size="21px" font-weight="600" line-height="1.5">{pieces.carry(block["text"])}</mj-text>'
            )
        case "points":
            inner = _card(pieces.carry(look.words["points"]), pieces.carry(_POINTS))
        case "coupon":
            until = pieces.carry(slots.until_of(block))
            until = f"<br />{escape(look.words['until'])} {until}" if until else ""
            inner = _card(pieces.carry(block["label"]), pieces.carry(slots.code_of(block)) + until)
        case _:
            inner = f"<mj-text>{pieces.carry(block['text'])}</mj-text>"
    return _section(f"<mj-column>{inner}</mj-column>")


def _keep_links(block: Block, pieces: _Pieces, goods: Mapping[str, Good]) -> None:
    """Number the links of all goods, also of those not shown any more: an old mail's other links lead where they led."""
    for code in _codes(block):
        if code in goods:
            pieces.plain_link(goods[code].href)


def _whole(address: str, look: Look) -> str:
    """Give the whole address of a picture: a mail knows no page to start from."""
    return look.origin + address if address.startswith("/") else address


def _section(inner: str) -> str:
    return f'<mj-section padding="4px 8px">{inner}</mj-section>'


def _card(label: str, value: str) -> str:
    return (
        '<mj-text align="center" container-background-color="#f4f4f2" padding="16px" font-size="13px">'
        f'{label}<br /><span style="font-size:24px;font-weight:600;letter-spacing:.02em">{value}</span></mj-text>'
    )


def _good(good: Good, pieces: _Pieces, look: Look) -> str:
    link = pieces.link(good.href)
    src = escape(_whole(good.picture, look))
    picture = f'<mj-image src="{src}" alt="" href="{link}" padding="8px" />' if src else ""
    return (
        f'<mj-column>{picture}<mj-text font-size="14px" padding="4px 8px"><a href="{link}" style="color:inherit;'
        f'text-decoration:none">{escape(good.name)}<br /><strong>{escape(good.price)}</strong></a></mj-text></mj-column>'
    )


def _lines(block: Block, pieces: _Pieces, *, look: Look, goods: Mapping[str, Good]) -> list[str]:
    """Give a block as lines of plain text, an empty one after it."""
    match block.kind:
        case "products":
            shown = [goods[code] for code in _codes(block) if code in goods and goods[code].name]
            return [
                line for good in shown for line in (f"・{good.name} {good.price}", pieces.plain_link(good.href), "")
            ]
        case "picture":
            return [block["alt"], pieces.plain_link(block["href"]), ""] if block["href"] else []
        case "offers" | "article" | "shop" | "staff":
            return slots.lines(block, pieces)
        case "spacer":
            return [""]
        case "button":
            return [f"▼ {block['label']}", pieces.plain_link(block["href"]), ""]
        case "divider":
            return ["－" * 16, ""]
        case "heading":
            return [f"■ {block['text']}", ""]
        case "points":
            return [f"{look.words['points']}: {_POINTS}", ""]
        case "coupon":
            said = slots.until_of(block)
            until = [f"{look.words['until']} {said}"] if said else []
            return [f"{block['label']}: {slots.code_of(block)}", *until, ""]
        case _:
            return [block["text"], ""]


def _below(look: Look, *, is_advertising: bool) -> list[str]:
    way_out = ["", look.words["unsubscribe"], "{{ way_out }}"] if is_advertising else []
    signature = [*look.signature.replace("{", "(").splitlines(), ""] if look.signature else []
    return [*signature, "－" * 16, *look.sender, *way_out]


def _codes(block: Block) -> list[str]:
    return [code.strip() for code in block["codes"].split(",")]
