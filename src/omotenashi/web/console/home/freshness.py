# SPDX-License-Identifier: Apache-2.0
"""データの鮮度: how new each source is, and whether the last reading failed."""

from dataclasses import dataclass
from datetime import date, datetime

from omotenashi.connectors.csv.models import Run as Import
from omotenashi.insight import queries as insight


@dataclass(frozen=True)
class Facts:
    """When the numbers were read, the last order, the last import, and a failure if there is one."""

    written_at: datetime | None
    last_day: date | None
    orders: int
    persons: int
    imported_at: datetime | None
    imported: str
    failed_at: datetime | None


def facts() -> Facts:
    """What is known about freshness at this moment."""
    rows = insight.lake_rows()
    newest = insight.newest_run()
    last = Import.objects.exclude(finished_at=None).order_by("-finished_at").first()
    return Facts(
        written_at=insight.lake_written_at(),
        last_day=insight.span()[1],
        orders=rows.get("orders", 0),
        persons=rows.get("persons", 0),
        imported_at=last.finished_at if last else None,
        imported=last.file_name if last else "",
        failed_at=newest.failed_at if newest else None,
    )
