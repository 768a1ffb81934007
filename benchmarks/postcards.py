# SPDX-License-Identifier: Apache-2.0
"""Postcards as a PDF: both sides of ten thousand cards with bars, codes, address columns and a reader's own words.

    PYTHONPATH=src .venv/bin/python benchmarks/postcards.py [--cards 10000] [--level] [--picture] [--shelf] [--json]

No database: pieces are made in memory as a batch gives them; `--picture` puts one photograph-sized picture on every card. Prints the seconds for the data and for the page setter, the
processor time of both, and the size. Goal: 10,000 in under 20 s on two cores. `--shelf` times cards for the shelf instead, with bars, code
and one picture for all: 500 in a few seconds.
"""

import argparse
import json
import os
import platform
import tempfile
import time
from collections.abc import Sequence
from typing import Any

WORDS: dict[str, Any] = {
    "subject": "春のお知らせ",
    "blocks": [
        {"kind": "heading", "text": "{{ customer.name }}さまへ"},
        {"kind": "text", "text": "いつもありがとうございます。新しい季節の服が店頭に並びました。" * 2},
        {"kind": "coupon", "label": "店舗でもECでも", "code": "HARU-10"},
        {"kind": "points"},
        {"kind": "button", "label": "新作を見る", "href": "https://hana.example/spring"},
    ],
}
PICTURE = "/brand/p/picture"
_NAMES = ("佐藤 花子", "山田 太郎", "渡邊 美由紀", "髙橋 健太", "鈴木 一郎")


def main() -> None:
    """Time it once."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--cards", type=int, default=10_000)
    asked.add_argument("--level", action="store_true")
    asked.add_argument("--picture", action="store_true")
    asked.add_argument("--shelf", action="store_true")
    asked.add_argument("--json", action="store_true")
    said = asked.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ.setdefault("OMOTENASHI_HOME", home)
        os.environ.update(OMOTENASHI_SECRET="x" * 64, DATABASE_URL="postgres://x@127.0.0.1:1/x")
        os.environ["DJANGO_SETTINGS_MODULE"] = "omotenashi.config.settings"
        found = (
            _shelved(min(said.cards, 500))
            if said.shelf
            else _timed(said.cards, upright=not said.level, pictured=said.picture)
        )
    print(json.dumps(found) if said.json else "  ".join(f"{name} {value}" for name, value in found.items()))


def _timed(count: int, *, upright: bool, pictured: bool) -> dict[str, Any]:
    import django

    django.setup()
    from omotenashi.web.console.postcards import printing
    from omotenashi.web.ui import prints

    template = printing.TEMPLATE.read_text(encoding="utf-8")
    house = {
        "name": "花店",
        "colour": "#2b51aa",
        "on_colour": "#ffffff",
        "sender": ["花店株式会社", "東京都渋谷区1-2-3"],
    }
    pictures = {PICTURE: _picture()} if pictured else {}
    files = {one.file: one.data for one in pictures.values()}
    way: dict[str, Any] = {"house": house, "upright": upright, "marks": True, "sides": "both", "pictures": pictures}
    # Letters are made once in the life of a house.
    prints.pdf(template, printing.laid(_cards(200), {}, **way), files=files)
    began, worked = time.perf_counter(), time.process_time()
    data = printing.laid(_cards(count), {}, **way)
    laid = time.perf_counter()
    made = prints.pdf(template, data, files=files)
    done = time.perf_counter()
    return {
        "cards": count, "data_s": round(laid - began, 2), "pdf_s": round(done - laid, 2), "all_s": round(done - began, 2),
        "cpu_s": round(time.process_time() - worked, 2), "mb": round(len(made) / 1e6, 1), "cores": os.cpu_count(), "machine": platform.machine(), "load": os.getloadavg()[0],
    }  # fmt: skip


def _shelved(count: int) -> dict[str, Any]:
    import django

    django.setup()
    from omotenashi.web.console.printing import asked, sheets
    from omotenashi.web.console.printing.goods import Good
    from omotenashi.web.ui import prints

    template, kept = sheets.TEMPLATE.read_text(encoding="utf-8"), {PICTURE: _picture()}
    house = {"name": "花店", "colour": "#2b51aa", "on_colour": "#ffffff"}
    goods = [
        Good(code=f"A{n:04d}", name=f"リネンブラウス {n}", price=9_900 + n, before=12_900, jan="4901234567894", picture=PICTURE, caption="花店 · トップス")
        for n in range(count)
    ]  # fmt: skip
    wanted = asked.Cards(word="スタッフおすすめ", medium="POP2611")

    def laid(some: Sequence[Any]) -> Any:
        return sheets.laid(
            some, wanted, house=house, kept=kept, origin="https://hana.example", marks=True, together=False
        )

    files = {one.file: one.data for one in kept.values()}
    prints.pdf(template, laid(goods[:20]), files=files)
    began, worked = time.perf_counter(), time.process_time()
    data = laid(goods)
    done = time.perf_counter()
    made = prints.pdf(template, data, files=files)
    return {
        "cards": count, "data_s": round(done - began, 2), "all_s": round(time.perf_counter() - began, 2),
        "cpu_s": round(time.process_time() - worked, 2), "mb": round(len(made) / 1e6, 1), "load": os.getloadavg()[0],
    }  # fmt: skip


def _picture() -> Any:
    """Give a picture of 1,160 × 1,160 dots."""
    import io

    import segno

    from omotenashi.engagement.messaging.queries import paper

    out = io.BytesIO()
    segno.make_qr("spring", version=1).save(out, kind="png", scale=40, border=4)
    return paper.Kept("0" * 32, "png", 1160, 1160, out.getvalue())


def _cards(count: int) -> Sequence[Any]:
    from omotenashi.engagement.messaging import queries
    from omotenashi.engagement.messaging.queries import postcards

    # A picture that is not there is not drawn.
    shown = {"kind": "picture", "src": PICTURE, "alt": "春"}
    content = queries.read({**WORDS, "blocks": [WORDS["blocks"][0], shown, *WORDS["blocks"][1:]]})
    return [
        postcards.card(
            {
                "name": _NAMES[n % len(_NAMES)], "postal_code": "1500001", "prefecture": "東京都", "city": "渋谷区",
                "address": f"神宮前{n % 6 + 1}-{n % 30 + 1}-{n % 17 + 1} 花ビル{100 + n % 800}",
            },
            content, code=f"{n:08d}", origin="https://hana.example",
        )
        for n in range(count)
    ]  # fmt: skip


if __name__ == "__main__":
    main()
