# SPDX-License-Identifier: Apache-2.0
"""Shelf cards as paper, as a picture to look at, and as the table of a print house."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import override

from omotenashi.engagement.messaging.queries import paper, saying
from omotenashi.places.locations import queries as places
from omotenashi.web.console.postcards import codes as qrs
from omotenashi.web.console.printing import asked, layout
from omotenashi.web.console.printing.goods import Good
from omotenashi.web.ui import ean, fitting, prints

TEMPLATE = Path(__file__).with_name("shelf.typ")
_LOGOS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/svg+xml": "svg"}
COLUMNS = (
    "No.",
    "商品コード",
    "SKU",
    "商品名",
    "分類",
    "販売価格（税込）",
    "税率",
    "通常価格（税込）",
    "価格の期限",
    "ひとこと",
    "JAN",
    "URL",
    "媒体コード",
    "画像",
)


def pdf(goods: Sequence[Good], wanted: asked.Cards, *, origin: str, marks: bool) -> bytes:
    """Give the cards: one a page with bleed and trim marks, or as many as fit on A4. Raises Unprintable."""
    data, files = sheet(goods, wanted, origin=origin, marks=marks, together=not marks)
    return prints.pdf(TEMPLATE.read_text(encoding="utf-8"), data, files=files)


def picture(good: Good, wanted: asked.Cards, *, origin: str) -> bytes:
    """Give one card as a picture, cut as it will be. Raises Unprintable."""
    data, files = sheet([good], wanted, origin=origin, marks=False, together=False)
    return prints.pictures(
        TEMPLATE.read_text(encoding="utf-8"), data, ppi=int(144 / layout.unit(wanted.size)), files=files
    )[0]


def sheet(
    goods: Sequence[Good], wanted: asked.Cards, *, origin: str, marks: bool, together: bool
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Give everything that stands on the paper, in the language of those who read it, and its pictures, each once."""
    with override("ja"):
        look, name = saying.look(), places.retailer().name
        mark = logo()
        house = {"name": name, "colour": look.colour, "on_colour": look.on_colour, "logo": next(iter(mark), "")}
        kept = paper.kept({one.picture for one in goods if one.picture}, with_data=True)
        data = laid(goods, wanted, house=house, kept=kept, origin=origin, marks=marks, together=together)
    return data, {one.file: one.data for one in kept.values()} | mark


def logo() -> dict[str, bytes]:
    """Give the logo of the house by the name of its file, where it has one that can be printed."""
    data, kind = places.picture() or (b"", "")
    return {f"logo.{_LOGOS[kind]}": data} if kind in _LOGOS else {}


def laid(
    goods: Sequence[Good], wanted: asked.Cards, *, house: Mapping[str, str], kept: Mapping[str, paper.Kept], origin: str,
    marks: bool, together: bool,
) -> dict[str, Any]:  # fmt: skip
    """Lay cards out for the page setter: `house` says whose they are, `kept` are the pictures that can be printed."""
    codes = drawn_codes(goods, wanted.medium, origin) if wanted.code else {}
    wide, high = layout.paper(wanted.size, wanted.way)
    return {
        "title": house["name"], "house": house["name"], "colour": house["colour"], "on_colour": house["on_colour"],
        "logo": house.get("logo", ""), "marks": marks,
        "unit": layout.unit(wanted.size), "wide": wide, "high": high,
        "sheet": list(layout.fitting_on_a4(wanted.size, wanted.way)) if together else None,
        "words": {"before": _("Usual price"), "code": _("More about it, and stock: scan")},
        "cards": [card(one, wanted, kept, codes) for one in goods],
    }  # fmt: skip


def card(good: Good, wanted: asked.Cards, kept: Mapping[str, paper.Kept], codes: Mapping[str, str]) -> dict[str, Any]:
    """Give one card as the page setter draws it."""
    word, u = good.word or wanted.word, layout.unit(wanted.size)
    shown = layout.Shown(
        word=bool(word), caption=bool(good.caption), before=good.before is not None, picture=good.picture in kept,
        jan=wanted.jan and bool(good.jan), code=good.code in codes,
    )  # fmt: skip
    rooms = layout.rooms(wanted.size, wanted.way, shown)
    name, band = rooms["name"], rooms["band"]
    return {
        "rooms": {key: one.as_list() for key, one in rooms.items()},
        "word": _set(word, wide=band.w - 60 * u, high=band.h * 0.8, most=7 * u, least=2.6 * u) if word else None,
        "caption": _set(good.caption, wide=name.w, high=5 * u, most=3 * u, least=2.4 * u),
        "name": _set(good.name, wide=name.w, high=name.h, most=(8 if shown.picture else 14) * u, least=2.6 * u),
        "price": _price(price_words(good), rooms["price"], u), "tax": _("(tax incl.)") if good.price is not None else "",
        "before": f"¥{good.before:,}" if good.before is not None else "", "until": until_words(good.until),
        "bars": ean.svg(good.jan) if shown.jan else "", "jan": good.jan, "qr": codes.get(good.code, ""),
        "file": kept[good.picture].file if good.picture in kept else "",
    }  # fmt: skip


def price_words(good: Good) -> str:
    """Give the price as it is read from two metres."""
    if good.price is None:
        return _("Ask us for the price")
    return f"¥{good.price:,}" + ("〜" if good.more else "")


def until_words(until: datetime | None) -> str:
    """Say how long a price holds, on the last day of which it does."""
    if until is None:
        return ""
    last = until.astimezone(places.zone())
    return _("until %(day)s") % {"day": f"{last.month}/{last.day}"}


def links(goods: Sequence[Good], medium: str, origin: str) -> dict[str, str]:
    """Give the page of each product with the media code that its visitors bring."""
    tail = f"?mc={medium}" if medium else ""
    return {one.code: f"{origin}/shop/p/{quote(one.code)}/{tail}" for one in goods if "/" not in one.code}


def drawn_codes(goods: Sequence[Good], medium: str, origin: str) -> dict[str, str]:
    """Draw the code of each page: those of one length together, which is where the time goes."""
    found: dict[str, str] = {}
    pages, head = links(goods, medium, origin), f"{origin}/shop/p/"
    for length in {len(one) for one in pages.values()}:
        alike = {code: page.removeprefix(head) for code, page in pages.items() if len(page) == length}
        drawn = qrs.of_all({tail: head + tail for tail in alike.values()})
        found |= {code: drawn[tail] for code, tail in alike.items()}
    return found


def table(goods: Sequence[Good], wanted: asked.Cards, *, origin: str) -> list[tuple[object, ...]]:
    """Give what the cards say as rows, the first of which names the columns."""
    pages, house = links(goods, wanted.medium, origin), origin
    rows: list[tuple[object, ...]] = [COLUMNS]
    for number, one in enumerate(goods, start=1):
        until = until_words(one.until)
        picture = house + one.picture if one.picture.startswith("/") else one.picture
        price = "" if one.price is None else one.price
        rows.append((
            number, one.code, one.sku, one.name, one.caption, price, f"{one.tax_rate}%", one.before or "", until,
            one.word or wanted.word, one.jan, pages.get(one.code, ""), wanted.medium, picture,
        ))  # fmt: skip
    return rows


def _set(text: str, *, wide: float, high: float, most: float, least: float) -> dict[str, Any]:
    found = fitting.fitted(text, wide=wide, high=high, most=most, least=least)
    return {"text": found.text, "size": found.size}


def _price(text: str, room: layout.Room, u: float) -> dict[str, Any]:
    """The price stands before the words about its tax, which take a third of its size."""
    size = min(fitting.beside(text, wide=room.w, high=room.h), 19 * u)
    return {"text": text, "size": size, "tax": round(max(size * fitting.BESIDE, 3 * u), 2)}
