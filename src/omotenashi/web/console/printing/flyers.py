# SPDX-License-Identifier: Apache-2.0
"""A flyer as paper, as a picture to look at, and as the table of a print house."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import segno
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from omotenashi.engagement.messaging.queries import paper, saying
from omotenashi.places.locations import queries as places
from omotenashi.places.locations.models import Location
from omotenashi.web.console.printing import asked, flyer_layout, opening
from omotenashi.web.console.printing.goods import Good
from omotenashi.web.console.printing.layout import Room
from omotenashi.web.console.printing.sheets import links, logo, price_words
from omotenashi.web.ui import fitting, prints

TEMPLATE = Path(__file__).with_name("flyer.typ")
COLUMNS = (
    "種類",
    "名称",
    "ひとこと・住所・本文",
    "販売価格（税込）",
    "通常価格（税込）",
    "営業時間",
    "電話",
    "URL",
    "媒体コード",
    "画像",
)
# A photograph over the whole width looks coarse under so many dots.
ENOUGH_DOTS = round(216 / 25.4 * 200)


def pdf(wanted: asked.Flyer, goods: Sequence[Good], shops: Sequence[Location], *, origin: str) -> bytes:
    """Give the flyer with bleed and trim marks. Raises Unprintable."""
    data, files = sheet(wanted, goods, shops, origin=origin, marks=True)
    return prints.pdf(TEMPLATE.read_text(encoding="utf-8"), data, files=files)


def picture(wanted: asked.Flyer, goods: Sequence[Good], shops: Sequence[Location], *, origin: str) -> bytes:
    """Give the flyer as a picture, cut as it will be. Raises Unprintable."""
    data, files = sheet(wanted, goods, shops, origin=origin, marks=False)
    return prints.pictures(TEMPLATE.read_text(encoding="utf-8"), data, ppi=110, files=files)[0]


def sheet(
    wanted: asked.Flyer, goods: Sequence[Good], shops: Sequence[Location], *, origin: str, marks: bool
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Give everything that stands on the flyer, in the language of its readers, and its pictures, each once."""
    with override("ja"):
        look, house, mark = saying.look(), places.retailer().name, logo()
        kept = paper.kept({wanted.picture, *(one.picture for one in goods)} - {""}, with_data=True)
        rooms = flyer_layout.rooms(
            goods=len(goods),
            picture=wanted.picture in kept,
            period=bool(period_words(wanted)),
            shops=len(shops),
            pictured=any(one.picture in kept for one in goods),
        )
        data = {
            "title": wanted.headline or house, "house": house, "logo": next(iter(mark), ""), "colour": look.colour, "on_colour": look.on_colour,
            "marks": marks, "rooms": {name: one.as_list() for name, one in rooms.items() if isinstance(one, Room)},
            "hero": kept[wanted.picture].file if wanted.picture in kept else "", "period": period_words(wanted),
            "headline": _set(wanted.headline or house, rooms["headline"], most=22, least=5),
            "text": _set(wanted.text, _below(rooms["text"]), most=6, least=2.6),
            "goods": _goods(goods, rooms["cells"], kept), "shops": _shops(shops, rooms["shops"]),
            "more_shops": _more(len(shops) - flyer_layout.MOST_SHOPS), "qr": _code(page_of(wanted, origin)),
            "words": {"before": _("Usual price"), "code": _("See it all: scan"), "law": _("Prices include tax. While stocks last.")},
        }  # fmt: skip
    return data, {one.file: one.data for one in kept.values()} | mark


def page_of(wanted: asked.Flyer, origin: str) -> str:
    """Give where the code leads: the shop, with the media code that its visitors bring."""
    return f"{origin}/shop/" + (f"?mc={wanted.medium}" if wanted.medium else "")


def period_words(wanted: asked.Flyer) -> str:
    """Say when it holds: 11/23（祝）〜11/30（月）."""
    days = [
        f"{day.month}/{day.day}（{opening.WEEKDAYS[day.weekday()]}）" if day else ""
        for day in (wanted.begins, wanted.ends)
    ]
    if not any(days):
        return ""
    return days[0] if wanted.begins == wanted.ends else "〜".join(days)


def table(
    wanted: asked.Flyer, goods: Sequence[Good], shops: Sequence[Location], *, origin: str
) -> list[tuple[object, ...]]:
    """Give what the flyer says as rows, the first of which names the columns."""
    with override("ja"):
        hours, pages, page = (
            opening.words_of([one.pk for one in shops]),
            links(goods, wanted.medium, origin),
            page_of(wanted, origin),
        )
    blank = [""] * (len(COLUMNS) - 3)
    rows: list[tuple[object, ...]] = [
        COLUMNS,
        ("見出し", wanted.headline, wanted.text, *blank),
        ("期間", period_words(wanted), "", *blank),
    ]
    for one in goods:
        price = "" if one.price is None else one.price
        rows.append(
            (
                "商品",
                one.name,
                one.word,
                price,
                one.before or "",
                "",
                "",
                pages.get(one.code, ""),
                wanted.medium,
                _whole(one.picture, origin),
            )
        )
    rows += [("店舗", one.name, _address(one), "", "", hours.get(one.pk, ""), one.phone, "", "", "") for one in shops]
    return [
        *rows,
        ("QR", "", "", "", "", "", "", page, wanted.medium, ""),
        ("写真", "", *blank, _whole(wanted.picture, origin)),
    ]


def _goods(goods: Sequence[Good], cells: Any, kept: Mapping[str, paper.Kept]) -> list[dict[str, Any]]:
    # Goods without any picture stand as words: rows of empty squares say nothing.
    pictured = any(one.picture in kept for one in goods)
    # All have the same rooms, so that rows stand on one line.
    before, worded = any(one.before is not None for one in goods), any(one.word for one in goods)
    found = []
    for one, room in zip(goods, cells, strict=True):
        own = flyer_layout.cell(room, picture=pictured, before=before, word=worded)
        name, words = own["name"], price_words(one)
        left = Room(name.x, name.y, name.w, name.h - (4.5 if one.word else 0))
        size = min(fitting.beside(words, wide=own["price"].w, high=own["price"].h), 8.5 if pictured else 10)
        found.append({
            "rooms": {key: each.as_list() for key, each in own.items()}, "word": one.word,
            "name": _set(one.name, left, most=4.2 if pictured else 6, least=2.4), "file": kept[one.picture].file if one.picture in kept else "",
            "before": f"¥{one.before:,}" if one.before is not None else "", "tax": _("(tax incl.)") if one.price is not None else "",
            "price": {"text": words, "size": size, "tax": round(max(size * fitting.BESIDE, 2.4), 2)},
        })  # fmt: skip
    return found


def _shops(shops: Sequence[Location], rooms: Any) -> list[dict[str, Any]]:
    hours = opening.words_of([one.pk for one in shops])
    return [
        {
            "room": room.as_list(), "name": shop.name, "address": _address(shop),
            "hours": " / ".join(part for part in (hours.get(shop.pk, ""), shop.phone) if part),
        }
        for shop, room in zip(shops, rooms, strict=False)
    ]  # fmt: skip


def _address(shop: Location) -> str:
    return shop.address if shop.address.startswith(shop.prefecture) else shop.prefecture + shop.address


def _more(count: int) -> str:
    return ngettext("and %(n)s more shop", "and %(n)s more shops", count) % {"n": count} if count > 0 else ""


def _below(room: Any) -> Room:
    return Room(room.x, room.y + 2.4, room.w, room.h - 2.4)


def _set(text: str, room: Any, *, most: float, least: float) -> dict[str, Any]:
    found = (
        fitting.fitted(text, wide=room.w, high=room.h, most=most, least=least) if text else fitting.Fitted("", least)
    )
    return {"text": found.text, "size": found.size}


def _code(address: str) -> str:
    return str(segno.make_qr(address, error="m").svg_inline(border=0, omitsize=True, svgclass=None, lineclass=None))


def _whole(address: str, origin: str) -> str:
    return origin + address if address.startswith("/") else address
