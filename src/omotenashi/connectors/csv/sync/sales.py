# SPDX-License-Identifier: Apache-2.0
"""Apply orders and returns: who, what, where first, then the record in large calls."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

from omotenashi.base import money
from omotenashi.base.ahead import ahead
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.orders.actions import records as orders
from omotenashi.commerce.orders.actions import returns
from omotenashi.connectors.csv.rules import channels
from omotenashi.connectors.csv.rules.customers import identifiers
from omotenashi.connectors.csv.rules.orders import Orders
from omotenashi.connectors.csv.sync import people
from omotenashi.connectors.csv.sync.lines import TAX_RATE, Lines
from omotenashi.connectors.csv.sync.verdicts import Progress, Verdicts
from omotenashi.places.locations import actions as locations

CHUNK_LINES = 60_000  # lines in one call: large enough for speed, small enough for memory


@dataclass(frozen=True)
class Source:
    """Whose orders these are, in what money, and which run brings them."""

    origin: str
    currency: str
    cause: str = ""

    @property
    def unit(self) -> Decimal:
        """Minor units in one major unit."""
        return Decimal(10) ** money.exponent(self.currency)


class _Row(dict[str, Any]):
    """A row without its empty columns: what it does not say is None."""

    def __missing__(self, key: str) -> None:
        return None


def record(found: Orders, *, source: Source, now: datetime, verdicts: Verdicts, progress: Progress) -> None:
    """Record orders, then returns (a return finds its order). All inside the caller's transaction."""
    sold, back = _rows(found.orders), _rows(found.returns)
    _make_places(sold + back)
    nodes = people.named_in_orders(sold + back, origin=source.origin, cause=source.cause, now=now, verdicts=verdicts)
    _make_products(found, verdicts)
    rows = _rows_by_order(found)
    lines = Lines(found.lines, unit=source.unit)
    total = found.lines.num_rows + found.return_lines.num_rows
    done = 0
    batches = (
        (part, [_order(order, found.numbers, nodes, lines, source, now=now) for order in part], lines.of_all(part))
        for part in _chunks(sold, lines.counts)
    )
    for part, batch, goods in ahead(batches):
        for order, verdict in zip(part, orders.record(batch, lines=goods, now=now), strict=True):
            verdicts.note(rows.get(order["o"], ()), verdict)
            verdicts.count("orders", verdict, found.numbers[order["o"]])
        done += sum(lines.counts.get(order["o"], 0) for order in part)
        progress("orders", done, total)
    _record_returns(found, back, sold, lines, source, nodes, rows, now=now, verdicts=verdicts)
    progress("orders", total, total)


def _rows(table: pa.Table) -> list[_Row]:
    filled = [name for name in table.column_names if table[name].null_count < table.num_rows]
    return [_Row(row) for row in table.select(filled).to_pylist()]


def _record_returns(
    found: Orders, back: Sequence[Mapping[str, Any]], sold: Sequence[Mapping[str, Any]], lines: Lines, source: Source,
    nodes: Mapping[Any, UUID], rows: Mapping[int, Sequence[int]], *, now: datetime, verdicts: Verdicts,
) -> None:  # fmt: skip
    partly = [entry["o"] for entry in back if entry["cause"] == "lines"]
    returned = {entry["o"] for entry in back}
    wholly = [order for order in sold if order["all_returned"] and order["o"] not in returned]
    goods = Lines(found.return_lines, unit=source.unit).of(partly) | lines.of([order["o"] for order in wholly])
    entries = [*back, *(_Row({**order, "has_order": True, "amount": order["gross"]}) for order in wholly)]
    batch = [_return(entry, found.numbers[entry["o"]], nodes, goods.get(entry["o"], ()), source) for entry in entries]
    owners = [entry["o"] for entry in entries]
    for o, verdict in zip(owners, returns.record(batch, now=now), strict=True):
        verdicts.note(rows.get(o, ()), verdict)
        verdicts.count("returns", verdict, found.numbers[o])


def _order(
    order: Mapping[str, Any],
    numbers: Sequence[str],
    nodes: Mapping[Any, UUID],
    lines: Lines,
    source: Source,
    *,
    now: datetime,
) -> orders.OrderRecord:
    discount = lines.settle(order)
    sent = order["completed_at"]
    return orders.OrderRecord(
        origin=source.origin,
        number=numbers[order["o"]],
        channel=channels.code(order["channel"] or "EC"),
        location=order["location"],
        node_id=nodes.get(identifiers(order)),
        currency=source.currency,
        placed_at=order["placed_at"],
        # A day to come is a plan.
        completed_at=sent if sent and sent <= now else None,
        cancelled_at=order["cancelled_at"],
        goods_total=None if order["o"] in lines.counts else order["gross"] + discount,
        discount=discount,
        shipping=order["shipping"],
        points_used=order["points_used"],
        medium=order["medium"] or "",
        country=order["country"] or "",
    )


def _return(
    entry: Mapping[str, Any],
    number: str,
    nodes: Mapping[Any, UUID],
    lines: tuple[orders.LineRecord, ...],
    source: Source,
) -> orders.ReturnRecord:
    return orders.ReturnRecord(
        origin=source.origin,
        number=number,
        order_number=number if entry["has_order"] else None,
        channel=channels.code(entry["channel"] or "EC"),
        location=entry["location"],
        node_id=nodes.get(identifiers(entry)),
        returned_at=entry["placed_at"],
        lines=lines,
        amount=int(entry["amount"]),
        country=entry["country"] or "",
    )


def _make_places(entries: Sequence[_Row]) -> None:
    names = {channels.code(e["channel"] or "EC"): e["channel"] for e in entries}
    locations.register_channels(names)
    places = {e["location"]: e["location_name"] or e["location"] for e in entries if e["location"]}
    locations.register_locations(
        [locations.LocationRecord(code=code, name=name) for code, name in sorted(places.items())], only_missing=True
    )


def _make_products(found: Orders, verdicts: Verdicts) -> None:
    """A page for every SKU that is sold and not known yet; known products stay as they are."""
    columns = ["sku", "product_code", "product_name", "category", "brand", "tax_rate", "variant_name"]
    both = pa.concat_tables([found.lines.select([*columns, "row"]), found.return_lines.select([*columns, "row"])])
    both = both.append_column("key", pc.coalesce(both["sku"], both["product_code"], both["product_name"]))
    both = both.filter(pc.is_valid(both["key"]))
    names = _usual_names(both)
    # The smallest text of each column, not the first: the order of the rows must say nothing.
    table = both.group_by("key").aggregate([(name, "min") for name in columns])
    records = [
        catalogue.ProductRecord(
            sku=row["key"],
            code=row["product_code_min"] or row["key"],
            name=names.get(row["key"]) or row["key"],
            variant_name=row["variant_name_min"] or "",
            category=row["category_min"] or "",
            brand=row["brand_min"] or "",
            tax_rate=TAX_RATE if row["tax_rate_min"] is None else int(row["tax_rate_min"]),
        )
        for row in table.to_pylist()
    ]
    outcomes = catalogue.register(records, only_missing=True) if records else []
    for product, verdict in zip(records, outcomes, strict=True):
        verdicts.count("products", verdict, product.sku)


def _usual_names(table: pa.Table) -> dict[str, str]:
    """The name that each SKU carries most often; of equally frequent ones the last in the alphabet."""
    counted = (
        table.filter(pc.is_valid(table["product_name"])).group_by(["key", "product_name"]).aggregate([("row", "count")])
    )
    ranked = counted.sort_by([("row_count", "ascending"), ("product_name", "ascending")])
    return dict(zip(ranked["key"].to_pylist(), ranked["product_name"].to_pylist(), strict=True))


def _rows_by_order(found: Orders) -> dict[int, list[int]]:
    grouped = found.rows.group_by("o").aggregate([("row", "list")])
    return dict(zip(grouped["o"].to_pylist(), grouped["row_list"].to_pylist(), strict=True))


def _chunks(sold: Sequence[_Row], counts: Mapping[int, int]) -> Iterator[list[_Row]]:
    part: list[_Row] = []
    size = 0
    for order in sold:
        part.append(order)
        size += 1 + counts.get(order["o"], 0)
        if size >= CHUNK_LINES:
            yield part
            part, size = [], 0
    if part:
        yield part
