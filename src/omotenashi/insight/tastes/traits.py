# SPDX-License-Identifier: Apache-2.0
"""What things are: category, brand, price band, colour and size of each, as far as the catalogue says it.

A price band is told within the category (a cheap kettle costs more than a dear cup): below the lower third of its prices,
above the upper, or between. Products of one price have none.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from unicodedata import normalize

AXES: Final = ("category", "brand", "price", "colour", "size")
BANDS: Final = ("low", "middle", "high")
# What retailers call the options that say colour and size.
_OPTIONS: Final = {
    "colour": frozenset({"色", "カラー", "color", "colour", "柄・色", "色・柄"}),
    "size": frozenset({"サイズ", "size", "大きさ"}),
}
LONGEST: Final = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Good:
    """A variant as the catalogue has it; an unknown price is None."""

    sku: str
    product: str
    category: str = ""
    brand: str = ""
    price: int | None = None
    options: Mapping[str, str] = field(default_factory=dict)


def traits(goods: Iterable[Good]) -> dict[str, dict[str, str]]:
    """Give what each thing is: by "s:<sku>" all of it, by "p:<product>" what all its variants share."""
    known = list(goods)
    bounds = _bounds(known)
    found: dict[str, dict[str, str]] = {}
    shared: dict[str, list[dict[str, str]]] = defaultdict(list)
    for good in known:
        mine = {"category": good.category, "brand": good.brand, "price": _band(good, bounds), **_options(good)}
        found[f"s:{good.sku}"] = told = {axis: value[:LONGEST] for axis, value in mine.items() if value}
        shared[f"p:{good.product}"].append(told)
    for product, all_of in shared.items():
        found[product] = {axis: value for axis, value in all_of[0].items() if all(t.get(axis) == value for t in all_of)}
    return found


def _bounds(goods: Iterable[Good]) -> dict[str, tuple[int, int]]:
    prices: dict[str, set[int]] = defaultdict(set)
    for good in goods:
        if good.price is not None:
            prices[good.category].add(good.price)
    found = {}
    for category, several in prices.items():
        if len(several) > 2:
            ranked = sorted(several)
            found[category] = (ranked[len(ranked) // 3], ranked[-(len(ranked) // 3) - 1])
    return found


def _band(good: Good, bounds: Mapping[str, tuple[int, int]]) -> str:
    if good.price is None or good.category not in bounds:
        return ""
    low, high = bounds[good.category]
    return "low" if good.price < low else "high" if good.price > high else "middle"


def _options(good: Good) -> dict[str, str]:
    said = {normalize("NFKC", name).strip().casefold(): str(value).strip() for name, value in good.options.items()}
    return {axis: value for axis, names in _OPTIONS.items() for name, value in said.items() if name in names}
