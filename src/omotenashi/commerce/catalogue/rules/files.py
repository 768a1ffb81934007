# SPDX-License-Identifier: Apache-2.0
"""Read a price file: one price a row, as any spreadsheet writes it. A row that cannot be read is told, not guessed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from omotenashi.base.text import codes, forms
from omotenashi.commerce.catalogue.rules.changes import PriceChange

COLUMNS = ("sku", "amount", "list", "start", "end", "min_quantity")
_FORMATS = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d")


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be read: its number (the first is 1), the column, and what stood there."""

    row: int
    column: str
    said: str


def read(rows: Iterable[Mapping[str, str]], *, zone: ZoneInfo) -> tuple[list[PriceChange], list[Refused]]:
    """Read rows with the columns COLUMNS; only `sku` and `amount` must be there. Times are those of the zone."""
    changes: list[PriceChange] = []
    refused: list[Refused] = []
    for number, row in enumerate(rows, start=1):
        found = _row(row, zone=zone)
        if isinstance(found, PriceChange):
            changes.append(found)
        else:
            refused.append(Refused(number, found, row.get(found) or ""))
    return changes, refused


def _row(row: Mapping[str, str], *, zone: ZoneInfo) -> PriceChange | str:
    """Give the change of a row, or the name of the column that cannot be read."""
    said = {name: forms.plain(row.get(name) or "") for name in COLUMNS}
    sku = codes.code(said["sku"])
    if not sku:
        return "sku"
    amount = said["amount"].replace(",", "").removeprefix("¥").removeprefix("\\").removesuffix("円")
    least = said["min_quantity"] or "1"
    for column, text in (("amount", amount), ("min_quantity", least)):
        if not (text.isascii() and text.isdigit()) or (column == "min_quantity" and int(text) < 1):
            return column
    moments = {}
    for column in ("start", "end"):
        moments[column] = _moment(said[column], zone=zone)
        if said[column] and moments[column] is None:
            return column
    return PriceChange(
        sku=sku, amount=int(amount), list=said["list"] or "standard", start=moments["start"], end=moments["end"],
        min_quantity=int(least),
    )  # fmt: skip


def _moment(text: str, *, zone: ZoneInfo) -> datetime | None:
    for form in _FORMATS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=zone)
        except ValueError:
            continue
    return None
