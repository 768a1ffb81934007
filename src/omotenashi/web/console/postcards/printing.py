# SPDX-License-Identifier: Apache-2.0
"""Cards on paper: the pieces of a batch as the data of `card.typ`, as a PDF for the printer or as pictures to look at.

Bars and codes are drawn as vectors. What no letter exists for is left out and named, so that no box is printed.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from omotenashi.base.text.encodings import replaced
from omotenashi.base.text.spreadsheets import guarded
from omotenashi.engagement.messaging.models import PrintBatch
from omotenashi.engagement.messaging.queries import paper, postcards, saying
from omotenashi.places.locations import queries as places
from omotenashi.web.console.postcards import codes as qrs
from omotenashi.web.console.postcards import composing, parts
from omotenashi.web.ui import prints

TEMPLATE = Path(__file__).with_name("card.typ")
# Nine points: a bar is 0.54 mm wide, the next stands 1.08 mm further; 67 bars are 71.8 mm.
POINTS = 9
PITCH = POINTS * 0.12
BARS_WIDE = round(66 * PITCH + PITCH / 2, 2)
_LONG_NAME = 9
_ORDINAL = {"1": (0.0, 3.0), "2": (0.0, 2.0), "3": (1.0, 3.0), "4": (1.0, 2.0)}
_SIGNS_OF_COLUMNS = str.maketrans({"ー": "｜", "（": "︵", "）": "︶", "(": "︵", ")": "︶"})


def pdf(batch: PrintBatch, cards: Iterable[postcards.Card]) -> bytes:
    """Give the PDF of a batch, both sides of each card with bleed and trim marks. Raises Unprintable."""
    data, files = sheet(cards, upright=batch.upright, marks=True)
    return prints.pdf(TEMPLATE.read_text(encoding="utf-8"), data, files=files)


def picture(card: postcards.Card, *, side: str, upright: bool = True) -> bytes:
    """Give one side of a card as a picture, cut as it will be. Raises Unprintable."""
    data, files = sheet([card], upright=upright, marks=False, sides=side)
    return prints.pictures(TEMPLATE.read_text(encoding="utf-8"), data, ppi=144, files=files)[0]


def unprintable(cards: Iterable[postcards.Card]) -> dict[str, set[str]]:
    """Give by its code each card for which letters are missing, and which."""
    found = {card.code: prints.missing(_text(card)) for card in cards}
    return {code: lost for code, lost in found.items() if lost}


def sheet(
    cards: Iterable[postcards.Card], *, upright: bool, marks: bool, sides: str = "both"
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Give everything that stands on the paper, in the language of those who get it, and its pictures, each once."""
    shown = list(cards)
    codes = {code for card in shown for block in card.blocks for code in parts.codes(block)}
    with override("ja"):
        seen = saying.look()
        house = {
            "name": places.retailer().name, "colour": seen.colour, "on_colour": seen.on_colour, "sender": list(seen.sender),
        }  # fmt: skip
        goods = saying.goods(sorted(codes))
        pictures = paper.kept({one for card in shown for one in parts.pictures(card.blocks, goods)}, with_data=True)
        laid_out = laid(shown, goods, house=house, upright=upright, marks=marks, sides=sides, pictures=pictures)
    return laid_out, {one.file: one.data for one in pictures.values()}


def laid(
    cards: Sequence[postcards.Card],
    goods: Mapping[str, Any],
    *,
    house: Mapping[str, Any],
    upright: bool,
    marks: bool,
    sides: str,
    pictures: Mapping[str, paper.Kept] | None = None,
) -> dict[str, Any]:
    """Lay cards out for the page setter: `house` says whose they are, `pictures` are those that can be printed."""
    drawn = qrs.of_all({card.code: card.link for card in cards if card.link})
    return {
        "title": house["name"], "house": house["name"], "colour": house["colour"], "on_colour": house["on_colour"],
        "sender": house["sender"], "posted_at": house["name"][:10], "upright": upright, "marks": marks, "sides": sides,
        "kind": "郵便はがき", "postage": "料金別納", "unit": "郵便", "code_word": _("The code of this card"),
        "way_out_word": _("No more cards:"), "bars_wide": BARS_WIDE,
        "cards": [_card(card, parts.Stock(goods, pictures or {}), drawn, upright=upright) for card in cards],
    }  # fmt: skip


def _card(card: postcards.Card, stock: parts.Stock, drawn: Mapping[str, str], *, upright: bool) -> dict[str, Any]:
    columns = [_column(line) for line in card.lines] if upright else []
    shown = [one for block in card.blocks if (one := parts.part(block, stock))]
    full = parts.is_full(shown)
    dots = {one.file: one.width for one in stock.pictures.values()}
    made = composing.Composed(shown) if full else composing.composed(shown, dots=dots)
    label = next((block["label"] for block in card.blocks if block["kind"] == "button"), "")
    return {
        "name": card.name, "postal_code": card.postal_code, "lines": list(card.lines), "columns": columns,
        "upright_name": _column(card.name) if upright else "", "long": len(card.name) > _LONG_NAME,
        "bars": bars(card.bars) if card.bars else "", "qr": drawn.get(card.code, ""), "code": card.code, "label": label,
        "way_out": card.way_out, "parts": list(made.parts), "full": full, "scale": made.scale, "hero": made.hero, "high": made.high,
    }  # fmt: skip


def _column(text: str) -> str:
    """Give a line as a column: a sign under the other."""
    signs = (str(one["t"]) for one in postcards.upright(text))
    return "\n".join(sign.translate(_SIGNS_OF_COLUMNS) or "\u3000" for sign in signs)


def bars(heights: str) -> str:
    """Draw the bars: the middle of each is always there, the upper and the lower part by its height."""
    unit = POINTS * 0.12
    width = unit / 2
    path = "".join(
        f"M{at * unit:.3f} {_ORDINAL[one][0] * unit:.3f}h{width:.3f}V{_ORDINAL[one][1] * unit:.3f}h-{width:.3f}z"
        for at, one in enumerate(heights)
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {BARS_WIDE} {3 * unit:.3f}"><path d="{path}"/></svg>'


def table(cards: Sequence[postcards.Card]) -> str:
    """Give a batch as the CSV of a print house."""
    out = io.StringIO(newline="")
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow(["No.", "郵便番号", "住所1", "住所2", "氏名", "カスタマバーコード", "コード", "URL"])
    for card in cards:
        first, rest = card.lines[0] if card.lines else "", "".join(card.lines[1:])
        code = f"{card.postal_code[:3]}-{card.postal_code[3:]}"
        row = [card.piece.number or "", code, first, rest, card.name, card.characters, card.code, card.link]
        lines.writerow([guarded(str(one)) for one in row])
    return out.getvalue()


def encoded(text: str, encoding: str) -> bytes:
    """Give a file as print houses read it: CP932, or UTF-8 with a mark."""
    return replaced(text).encode("cp932") if encoding == "cp932" else text.encode("utf-8-sig")


def _text(card: postcards.Card) -> str:
    return "".join([card.name, *card.lines, *(one for block in card.blocks for one in parts.words(block))])
