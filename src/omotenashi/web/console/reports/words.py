# SPDX-License-Identifier: Apache-2.0
"""Rhythms, roles and what became of a mail, in words."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from omotenashi.engagement.reports import queries as reports
from omotenashi.engagement.reports.models import Schedule, Sending
from omotenashi.people.staff.models import Staff
from omotenashi.people.staff.queries import Role, may

MONDAY = date(2026, 1, 5)
_FILES = {"pdf": "PDF", "csv": "CSV", "xlsx": "Excel (XLSX)"}


def roles(chosen: Iterable[str]) -> list[dict[str, Any]]:
    """Give the roles that see measures, as boxes."""
    marked = set(chosen)
    named = [(role.value, str(name)) for role, name in Staff.ROLE_NAMES.items() if may(_Role(role), "measures.view")]
    return [{"value": value, "label": name, "on": value in marked} for value, name in named]


class _Role:
    """Somebody of whom only the role is asked."""

    def __init__(self, role: Role) -> None:
        self.role = role


def rhythm_words(one: Schedule) -> str:
    """Say when it goes: “every Monday at 8:00”."""
    when = {"weekday": WEEKDAYS[one.weekday], "day": one.day, "hour": one.hour}
    said = {
        "daily": _("Every day at %(hour)s:00"),
        "weekly": _("Every %(weekday)s at %(hour)s:00"),
        "monthly": _("On day %(day)s of the month at %(hour)s:00"),
    }
    return said[one.rhythm] % when


def schedule_words(one: Schedule) -> dict[str, Any]:
    """Put a schedule into words."""
    return {"one": one, "when": rhythm_words(one), "file": _FILES[one.file]}


def sending_words(one: Sending) -> dict[str, Any]:
    """Say what became of a mail."""
    refused = {
        "right": _("Not sent: the right is gone"),
        "left": _("Not sent: works here no longer"),
        "unknown": _("Not sent: the analysis is not known any more"),
        "ended": _("Not sent: the schedule had ended"),
        "unsure": _("Perhaps sent: the process ended before the mail server's answer was noted"),
    }
    if one.sent_at:
        return {"one": one, "state": "good", "label": _("Sent"), "rows": one.rows}
    if one.refused:
        return {"one": one, "state": "warn", "label": refused.get(one.refused, one.refused)}
    if one.failed_at:
        again = _("Failed, is tried again") if one.next_try_at else _("Failed")
        return {"one": one, "state": "bad", "label": again, "error": one.error}
    return {"one": one, "state": "info", "label": _("Waits to be sent")}


def choices(recipients: Sequence[Staff]) -> dict[str, Any]:
    """What the form of a schedule offers."""
    rhythms = {
        "daily": pgettext("rhythm", "Every day"),
        "weekly": pgettext("rhythm", "Every week"),
        "monthly": pgettext("rhythm", "Every month"),
    }
    return {
        "rhythms": [(key, rhythms[key]) for key in reports.RHYTHMS],
        "weekdays": [(n, WEEKDAYS[(MONDAY + timedelta(days=n)).weekday()]) for n in range(7)],
        "days": range(1, 32),
        "hours": range(24),
        "files": [(key, _FILES[key]) for key in reports.FILES],
        "people": recipients,
    }
