# SPDX-License-Identifier: Apache-2.0
"""Parts that differ from reader to reader: compiled once for everybody as places that are filled or left out.

A place is a group of fields under `own`: `b3p0_name` is the name of the first product of the third part. A part that may
be left out asks `…_there`; one that must not be leaves it unsaid for whom there is nothing, and so refuses the message.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Protocol

from omotenashi.engagement.messaging.rules.blocks import Block, Content

OFFERS, ARTICLE, COUPON, SHOP, STAFF = "offers", "article", "coupon", "shop", "staff"
KINDS = frozenset({OFFERS, ARTICLE, SHOP, STAFF})
_SOFT = "#5c6166"


class Pieces(Protocol):
    """Where Liquid and addresses are collected while a mail is written."""

    def carry(self, text: str) -> str:
        """Give a text as MJML, its Liquid under numbers."""

    def plain_link(self, address: str) -> str:
        """Give the place of an address as Liquid."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a message has to know of each reader besides their fields. `offers` and `coupons` go by the number of their part."""

    offers: Sequence[Block] = ()
    articles: Sequence[int] = ()
    coupons: Sequence[Block] = ()
    shops: Sequence[Block] = ()
    staff: bool = False
    goods: bool = False
    shown: frozenset[str] = field(default=frozenset())

    def __bool__(self) -> bool:
        return bool(self.offers or self.articles or self.coupons or self.shops or self.staff or self.goods)


def asked(content: Content) -> Asked:
    """Give what a message has to know of each reader."""
    needs = content.needs()

    def of(kind: str) -> list[Block]:
        return [one for one in content.blocks if one.kind == kind]

    return Asked(
        offers=of(OFFERS),
        articles=[one.at for one in of(ARTICLE)],
        coupons=[one for one in of(COUPON) if one["campaign"]],
        shops=of(SHOP) or ([Block(SHOP, {})] if "shop.name" in needs else []),
        staff=bool(of(STAFF)) or "staff.name" in needs,
        goods=bool(of(ARTICLE)) or any(name.startswith("goods.") for name in needs),
        shown=frozenset(content.codes()),
    )


def place(at: int, number: int, part: str) -> str:
    """Name a field of the product in a place."""
    return f"b{at}p{number}_{part}"


def is_fetched(address: str) -> bool:
    """Say whether a company can fetch a picture: from the web over TLS; of this machine only what stands in for the company."""
    return address.startswith(("https://", "http://localhost", "http://127.0.0.1"))


def own(name: str) -> str:
    """Give a field of the reader's own as Liquid."""
    return f"{{{{ own.{name} }}}}"


def code_of(block: Block) -> str:
    """Give what stands for the code of a coupon: each reader's own where there is a campaign."""
    return own(f"c{block.at}_code") if block["campaign"] else block["code"]


def until_of(block: Block) -> str:
    """Give until when a coupon is good, in Liquid; empty where nobody said."""
    if block["until"]:
        return block["until"]
    return f'{{{{ own.c{block.at}_until | default: "" }}}}' if block["campaign"] else ""


def count_of(block: Block) -> int:
    """Give how many products a part has room for."""
    return int(block.chosen("count")) if block.kind == OFFERS else 1


def mjml(block: Block, pieces: Pieces) -> str:
    """Give a part as sections of a mail."""
    if block.kind == SHOP:
        return _when(pieces, "shop_there", _section(f"<mj-column>{_shop(block, pieces)}</mj-column>"))
    if block.kind == STAFF:
        return _when(pieces, "staff_there", _section(_staff(block, pieces)))
    pairs = [range(at, min(at + 2, count_of(block))) for at in range(0, count_of(block), 2)]
    rows = "".join(_pair(block, pair, pieces) for pair in pairs)
    title = f'<mj-text font-weight="600" font-size="17px">{pieces.carry(block["title"])}</mj-text>'
    head = _section(f"<mj-column>{title}</mj-column>") if block["title"] else ""
    return (_when(pieces, place(block.at, 0, "there"), head) if head else "") + rows


def lines(block: Block, pieces: Pieces) -> list[str]:
    """Give a part as lines of plain text."""
    if block.kind == SHOP:
        said = [*_title(block), own("shop_name"), own("shop_address"), _maybe("shop_hours"), _maybe("shop_phone")]
        return [_if("shop_there"), *said, pieces.plain_link(own("shop_href")), "", "{% endif %}"]
    if block.kind == STAFF:
        return [_if("staff_there"), *_title(block), f"{own('staff_name')} {_maybe('staff_shop')}", own("staff_words"), "", "{% endif %}"]  # fmt: skip
    found = [_if(place(block.at, 0, "there")), *_title(block), "{% endif %}"] if block["title"] else []
    for number in range(count_of(block)):
        name, price = own(place(block.at, number, "name")), _maybe(place(block.at, number, "price"))
        why = [own(place(block.at, number, "why"))] if has_reasons(block) else []
        link = pieces.plain_link(own(place(block.at, number, "href")))
        found += [_if(place(block.at, number, "there")), f"・{name} {price}", *why, link, "", "{% endif %}"]
    return found


def _title(block: Block) -> list[str]:
    return [f"■ {block['title']}"] if block["title"] else []


def has_reasons(block: Block) -> bool:
    """Say whether the writer wants a reason under each product."""
    return block.kind == OFFERS and block.chosen("reason") == "yes"


def _if(name: str) -> str:
    return f"{{% if own.{name} %}}"


def _maybe(name: str) -> str:
    return f'{{{{ own.{name} | default: "" }}}}'


def _raw(pieces: Pieces, liquid: str) -> str:
    return f"<mj-raw>{pieces.carry(liquid)}</mj-raw>"


def _when(pieces: Pieces, name: str, inner: str) -> str:
    return _raw(pieces, _if(name)) + inner + _raw(pieces, "{% endif %}")


def _section(inner: str) -> str:
    return f'<mj-section padding="4px 8px">{inner}</mj-section>'


def _pair(block: Block, pair: Iterable[int], pieces: Pieces) -> str:
    numbers = list(pair)
    columns = "".join(
        f"<mj-column>{_when(pieces, place(block.at, one, 'there'), _product(block, one, pieces))}</mj-column>"
        for one in numbers
    )
    return _when(pieces, place(block.at, numbers[0], "there"), _section(columns))


def _product(block: Block, number: int, pieces: Pieces) -> str:
    def said(part: str) -> str:
        return pieces.carry(own(place(block.at, number, part)))

    link = pieces.carry(pieces.plain_link(own(place(block.at, number, "href"))))
    picture = f'<mj-image src="{said("picture")}" alt="" href="{link}" padding="8px" />'
    price = pieces.carry(_maybe(place(block.at, number, "price")))
    why = f'<br /><span style="font-size:12px;color:{_SOFT}">{said("why")}</span>' if has_reasons(block) else ""
    return (
        _when(pieces, place(block.at, number, "pictured"), picture)
        + f'<mj-text font-size="14px" padding="4px 8px"><a href="{link}" style="color:inherit;text-decoration:none">'
        f"{said('name')}<br /><strong>{price}</strong></a>{why}</mj-text>"
    )


def _shop(block: Block, pieces: Pieces) -> str:
    title = f"{escape(pieces.carry(block['title']), quote=False)}<br />" if block["title"] else ""
    link = pieces.carry(pieces.plain_link(own("shop_href")))
    return (
        '<mj-text container-background-color="#f4f4f2" padding="16px 20px" font-size="13px">'
        f'<span style="color:{_SOFT}">{title}</span>'
        f'<a href="{link}" style="font-size:17px;font-weight:600;color:inherit">{pieces.carry(own("shop_name"))}</a><br />'
        f"{pieces.carry(own('shop_address'))}<br />{pieces.carry(_maybe('shop_hours'))}<br />"
        f"{pieces.carry(_maybe('shop_phone'))}</mj-text>"
    )


def _staff(block: Block, pieces: Pieces) -> str:
    picture = (
        f'<mj-image src="{pieces.carry(own("staff_picture"))}" alt="{pieces.carry(own("staff_name"))}" width="96px"'
        ' border-radius="48px" padding="8px 16px" align="left" />'
    )
    title = f'<span style="font-size:12px;color:{_SOFT}">{pieces.carry(block["title"])}</span><br />' if block["title"] else ""  # fmt: skip
    words = (
        f'<mj-text font-size="14px" padding="8px 16px">{title}<strong>{pieces.carry(own("staff_name"))}</strong> '
        f'<span style="color:{_SOFT}">{pieces.carry(_maybe("staff_shop"))}</span><br />'
        f"{pieces.carry(own('staff_words'))}</mj-text>"
    )
    return (
        f'<mj-column width="30%">{_when(pieces, "staff_pictured", picture)}</mj-column><mj-column width="70%">{words}'
        "</mj-column>"
    )
