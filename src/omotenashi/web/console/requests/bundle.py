# SPDX-License-Identifier: Apache-2.0
"""Everything about one person in one file: JSON for machines, CSV for spreadsheets, a page to read."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone

from omotenashi.base.text.spreadsheets import guarded
from omotenashi.people.customers import queries as customers
from omotenashi.places.locations.queries import retailer
from omotenashi.web.console.requests.holdings import HOLDINGS, Subject, subject_of

# A page of a hundred thousand rows can be read by nobody; the CSV beside it holds them all.
SHOWN = 500


class NobodyThere(Exception):
    """No person has this id."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one table."""

    key: str
    title: str
    rows: Sequence[Mapping[str, Any]]

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return list(self.rows[0]) if self.rows else []

    @property
    def shown(self) -> list[list[Any]]:
        """The first rows, as the page shows them."""
        return [[readable(value) for value in row.values()] for row in self.rows[:SHOWN]]


def whom(person_id: UUID) -> Subject:
    """Give whom an id means today. Raises NobodyThere."""
    today = customers.current_person(person_id)
    if today is None:
        raise NobodyThere(str(person_id))
    return subject_of(today, [node.pk for node in customers.nodes_of(today)])


def tables(subject: Subject) -> list[Table]:
    """Read everything that is held."""
    return [Table(holding.key, str(holding.title), list(holding.rows(subject))) for holding in HOLDINGS]


def counts(subject: Subject) -> list[tuple[str, int]]:
    """Count what is held, table by table; empty ones are left out."""
    return [(str(holding.title), number) for holding in HOLDINGS if (number := holding.count(subject))]


def packed(person_id: UUID, *, now: datetime) -> bytes:
    """Give the archive. Raises NobodyThere."""
    subject = whom(person_id)
    found = tables(subject)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        everything = {"person": str(subject.person_id), "made_at": now, "tables": {one.key: one.rows for one in found}}
        archive.writestr("person.json", json.dumps(everything, cls=_Plain, ensure_ascii=False, indent=1))
        for table in found:
            if table.rows:
                archive.writestr(f"csv/{table.key}.csv", _csv(table))
        page = {"tables": [table for table in found if table.rows], "now": now, "shop": retailer().name, "most": SHOWN}
        archive.writestr("index.html", render_to_string("console/requests/bundle.html", page))
    return out.getvalue()


def readable(value: Any) -> str:
    """Write a value for people."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, dict | list):
        return json.dumps(value, cls=_Plain, ensure_ascii=False)
    return str(value)


def _csv(table: Table) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([guarded(readable(value)) for value in row.values()] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


class _Plain(DjangoJSONEncoder):
    """Bytes as hexadecimal digits, days and moments as ISO."""

    def default(self, o: Any) -> Any:
        if isinstance(o, bytes | memoryview):
            return bytes(o).hex()
        return o.isoformat() if isinstance(o, date | datetime) else super().default(o)
