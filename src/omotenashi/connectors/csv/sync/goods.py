# SPDX-License-Identifier: Apache-2.0
"""Apply products, stock levels and categories."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from omotenashi.base import money
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.catalogue.models import Product
from omotenashi.commerce.stock import actions as stock
from omotenashi.connectors.csv.actions import categories
from omotenashi.connectors.csv.rules.keyed import Thing
from omotenashi.connectors.csv.rules.outcome import Refused
from omotenashi.connectors.csv.rules.products import Variant
from omotenashi.connectors.csv.rules.stock import Level
from omotenashi.connectors.csv.sync.verdicts import Progress, Verdicts
from omotenashi.places.locations import actions as locations

CHUNK = 10_000


@dataclass(frozen=True)
class Source:
    """Whose goods these are, in what money, where they lie (a code or ''), and the key of this act."""

    origin: str
    currency: str
    location: str
    key: str


def register(
    found: Sequence[Variant], *, source: Source, now: datetime, verdicts: Verdicts, progress: Progress
) -> None:
    """Register variants with their products; count their stock when the file says it and a place is chosen."""
    names = categories.names(origin=source.origin)
    for start in range(0, len(found), CHUNK):
        part = found[start : start + CHUNK]
        gone = _withdrawn({v.code for v in part})
        outcomes = catalogue.register([_record(v, source.currency, names, gone.get(v.code, now)) for v in part])
        for variant, verdict in zip(part, outcomes, strict=True):
            verdicts.note(variant.rows, verdict)
            verdicts.count("products", verdict, variant.sku)
        progress("products", start + len(part), len(found))
    if source.location:
        place = source.location
        known = [v for v in found if v.values.get("stock") is not None and v.values["stock"] >= 0]
        levels = [Level(v.sku, place, place, v.values["stock"], v.rows) for v in known]
        count(levels, source_key=source.key, now=now, verdicts=verdicts, progress=progress)


def _withdrawn(codes: set[str]) -> dict[str, datetime]:
    """Said again, a withdrawn product keeps the moment at which it went."""
    known = Product.objects.filter(code__in=codes).exclude(withdrawn_at=None)
    return {code: gone_at for code, gone_at in known.values_list("code", "withdrawn_at") if gone_at}


def count(
    found: Sequence[Level], *, source_key: str, now: datetime, verdicts: Verdicts, progress: Progress
) -> list[Refused]:
    """Set stock levels. Gives the rows whose product nobody knows."""
    places = {level.location: level.location_name for level in found}
    locations.register_locations(
        [locations.LocationRecord(code=code, name=name) for code, name in sorted(places.items())], only_missing=True
    )
    refused: list[Refused] = []
    for start in range(0, len(found), CHUNK):
        part = found[start : start + CHUNK]
        records = [stock.CountRecord(sku=level.sku, location=level.location, on_hand=level.on_hand) for level in part]
        # A count is an act of its own: what was counted twice the same way changes nothing the second time.
        outcomes = stock.count(records, source="import", key=f"{source_key}:{start}", now=now)
        for level, verdict in zip(part, outcomes, strict=True):
            if verdict == "unknown":
                refused.extend(Refused(row, "sku_unknown", "", level.sku) for row in level.rows)
            else:
                verdicts.note(level.rows, verdict)
                verdicts.count("levels", verdict)
        progress("levels", start + len(part), len(found))
    return refused


def name_categories(found: Sequence[Thing], *, origin: str, verdicts: Verdicts) -> list[Refused]:
    """Keep the names of another system's categories, for product files that name only their ids."""
    named = [
        (str(t.key), str(t.values.get("category") or ""), str(t.values.get("parent_id") or ""), t.rows) for t in found
    ]
    refused = [Refused(row, "category_missing") for _, name, _, rows in named if not name for row in rows]
    kept = [entry for entry in named if entry[1]]
    outcomes = categories.register([entry[:3] for entry in kept], origin=origin)
    for (*_, rows), verdict in zip(kept, outcomes, strict=True):
        verdicts.note(rows, verdict)
        verdicts.count("categories", verdict)
    return refused


def _record(variant: Variant, currency: str, names: dict[str, str], gone_at: datetime) -> catalogue.ProductRecord:
    values = variant.values
    category = str(values.get("category") or names.get(str(values.get("category_id") or ""), ""))
    rate = values.get("tax_rate")
    return catalogue.ProductRecord(
        sku=variant.sku,
        code=variant.code,
        name=variant.name,
        variant_name=variant.variant_name,
        brand=str(values.get("brand") or ""),
        category=category,
        images=variant.images,
        barcodes=variant.barcodes,
        tax_rate=10 if rate is None else int(rate),
        price=_minor(values.get("price"), currency),
        cost=_minor(values.get("cost"), currency),
        withdrawn_at=None if variant.is_published else gone_at,
    )


def _minor(amount: Decimal | None, currency: str) -> int | None:
    return None if amount is None else money.to_minor(amount, currency=currency)
