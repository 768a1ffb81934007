# SPDX-License-Identifier: Apache-2.0
"""The tiles of the home page: the headline of each pinned report."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from omotenashi.engagement.reports import queries as reports
from omotenashi.engagement.reports.models import Report
from omotenashi.people.staff import queries as staff
from omotenashi.web.console.figures import writing
from omotenashi.web.console.reports import opening
from omotenashi.web.console.reports.opening import Headline


@dataclass(frozen=True)
class Tile:
    """A pinned report; without a headline when its analysis cannot be asked any more."""

    report: Report
    title: str
    href: str
    headline: Headline | None


def tiles(person: Any, *, now: datetime) -> list[Tile]:
    """Give the tiles of somebody's home page."""
    names, masks = writing.names(), not staff.may(person, "customers.export")
    return [_tile(one, person, names=names, now=now, masks=masks) for one in reports.pinned_by(person)]


def warm(*, now: datetime) -> int:
    """Ask what all pinned reports ask, so that no home page waits; give their number."""
    names = writing.names()
    return len([_tile(one, one.owner, names=names, now=now, masks=False) for one in reports.pinned_everywhere()])


def _tile(report: Report, person: Any, *, names: writing.Names, now: datetime, masks: bool) -> Tile:
    here = reverse("console:report", args=[report.pk])
    try:
        read = opening.state_of(report, now=now)
        said = opening.headline(opening.page_of(read, names=names, now=now, masks=masks))
    except opening.UNREADABLE:
        return Tile(report, opening.title_of(report), here, None)
    return Tile(report, opening.title_of(report), opening.href_of(read, person, report), said)
