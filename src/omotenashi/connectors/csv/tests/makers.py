# SPDX-License-Identifier: Apache-2.0
"""Small files and what the import makes of them, without a database."""

import csv
import io
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from omotenashi.connectors.csv.client import reading
from omotenashi.connectors.csv.client.sheet import Sheet
from omotenashi.connectors.csv.mapping.choices import Choices
from omotenashi.connectors.csv.sync import prepare as preparing
from omotenashi.connectors.csv.sync.prepare import Home, Prepared

JAPAN = Home(currency="JPY", zone=ZoneInfo("Asia/Tokyo"))
BRITAIN = Home(currency="GBP", zone=ZoneInfo("Europe/London"))


def text_of(rows: Sequence[Sequence[str]], *, delimiter: str = ",") -> str:
    """The rows as CSV."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def sheet_of(rows: Sequence[Sequence[str]], *, encoding: str = "utf-8", name: str = "file.csv") -> Sheet:
    """The rows as a file that was read."""
    return reading.read(text_of(rows).encode(encoding), name=name)


def prepared(rows: Sequence[Sequence[str]], home: Home = JAPAN, **choices: Any) -> Prepared:
    """What the suggestion and the rules make of the rows; `choices` overrides the suggestion."""
    sheet = sheet_of(rows)
    suggested = preparing.suggested(sheet)
    return preparing.prepare(sheet, Choices(**{**suggested.as_json(), **choices}), home)


def refusals(found: Prepared) -> list[tuple[int, str]]:
    """(row, code) of each refused row, in order."""
    return sorted((refused.row, refused.code) for refused in found.refused)
