# SPDX-License-Identifier: Apache-2.0
"""The assortment as variants with codes, prices and barcodes, and the odds with which each is picked. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product

import numpy as np

from omotenashi.base.text.codes import jan_check_digit
from omotenashi.commerce.catalogue.actions import ProductRecord
from omotenashi.simulate.assortment import CATEGORIES, CHOICES
from omotenashi.simulate.draws import Floats, Ints, generator
from omotenashi.simulate.trade_year import TradeYear

BRAND = "茜葉堂"
TIERS = 5
# Prices have more pull on who spends more: weight x (price / 3000 yen) ** tilt.
_TILT = np.array([-0.45, -0.2, 0.0, 0.2, 0.4])
_NEWCOMERS = 0.15
_COMPANY = "4500000"


@dataclass(frozen=True, slots=True)
class Variant:
    """One thing to buy; money in yen, tax included."""

    sku: str
    code: str
    name: str
    variant_name: str
    options: dict[str, str]
    category: int
    price: int
    cost: int
    barcode: str


@dataclass(frozen=True, slots=True)
class Goods:
    """All variants, as records and as arrays with one place a variant. `launched` is a month of the world."""

    variants: tuple[Variant, ...]
    category: Ints
    price: Ints
    cost: Ints
    tax_rate: Ints
    appeal: Floats
    launched: Ints

    def __len__(self) -> int:
        return len(self.variants)


def draw_goods(*, seed: int, months: int) -> Goods:
    """Make the variants; the seed decides how well each sells and which came only later."""
    rng = generator(seed=seed, purpose="goods")
    variants = tuple(_variants())
    codes = sorted({v.code for v in variants})
    appeal = dict(zip(codes, rng.gamma(1.2, 1.0, len(codes)) + 0.15, strict=True))
    late = dict(zip(codes, rng.random(len(codes)), strict=True))
    own = rng.uniform(0.5, 1.0, len(variants))
    siblings = {code: sum(v.code == code for v in variants) for code in codes}
    return Goods(
        variants=variants,
        category=np.array([v.category for v in variants], dtype=np.int64),
        price=np.array([v.price for v in variants], dtype=np.int64),
        cost=np.array([v.cost for v in variants], dtype=np.int64),
        tax_rate=np.array([CATEGORIES[v.category].tax_rate for v in variants], dtype=np.int64),
        appeal=np.array([appeal[v.code] / siblings[v.code] for v in variants]) * own,
        launched=np.array(
            [int(late[v.code] / _NEWCOMERS * (months - 1)) if late[v.code] < _NEWCOMERS else 0 for v in variants],
            dtype=np.int64,
        ),
    )


def odds(goods: Goods, *, months: Ints, year_month: int) -> Floats:
    """Give the odds of each variant, shape (months, channels, tiers, variants), for the months of the world.

    `year_month` is the calendar month (1 … 12) of month 0.
    """
    year = np.array([c.year for c in CATEGORIES])[goods.category]
    channel = np.array([c.channels for c in CATEGORIES])[goods.category]
    per_category = np.array([(goods.appeal * (goods.category == c)).sum() for c in range(len(CATEGORIES))])
    base = goods.appeal / per_category[goods.category]
    tilt = (goods.price / 3000.0)[None, :] ** _TILT[:, None]
    calendar = (year_month - 1 + months) % 12
    season = year[:, calendar].T * (goods.launched[None, :] <= months[:, None])
    return np.asarray(base * season[:, None, None, :] * channel.T[None, :, None, :] * tilt[None, None, :, :])


def product_records(goods: Goods, *, year: TradeYear) -> list[ProductRecord]:
    """Give the goods as the catalogue's action takes them."""
    first = [int(year.midnight[np.argmax(year.month_of_world == month)]) for month in goods.launched]
    return [
        ProductRecord(
            sku=v.sku, code=v.code, name=v.name, variant_name=v.variant_name, brand=BRAND,
            category=CATEGORIES[v.category].name, barcodes=(v.barcode,), options=v.options,
            tax_rate=CATEGORIES[v.category].tax_rate, price=v.price, cost=v.cost,
            published_at=datetime.fromtimestamp(moment, UTC),
        )
        for v, moment in zip(goods.variants, first, strict=True)
    ]  # fmt: skip


def _variants() -> list[Variant]:
    made: list[Variant] = []
    for number, category in enumerate(CATEGORIES):
        names = [name for name, _ in CHOICES[category.choice]]
        for place, (name, price) in enumerate(_priced(category.goods), start=1):
            code = f"{category.letter}{place:03d}"
            for index, picks in enumerate(product(*(values for _, values in CHOICES[category.choice])), start=1):
                yen = price
                for _, percent in picks:
                    yen = yen * percent // 100
                body = f"{_COMPANY}{len(made) + 1:05d}"
                made.append(
                    Variant(
                        sku=f"{code}-{index:02d}",
                        code=code,
                        name=name,
                        variant_name=" / ".join(value for value, _ in picks),
                        options={option: value for option, (value, _) in zip(names, picks, strict=True)},
                        category=number,
                        price=yen,
                        cost=yen * 100 // (100 + category.tax_rate) * category.cost // 100,
                        barcode=f"{body}{jan_check_digit(body)}",
                    )
                )
    return made


def _priced(text: str) -> list[tuple[str, int]]:
    """Read 「飯碗:2640 箸 拭漆:2860」: a name may hold spaces, a price ends with one."""
    found, words = [], []
    for word in text.split():
        name, colon, price = word.partition(":")
        words.append(name)
        if colon:
            found.append((" ".join(words), int(price)))
            words = []
    return found
