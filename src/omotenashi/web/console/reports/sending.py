# SPDX-License-Identifier: Apache-2.0
"""Carry a sending out: ask, make the file, send the mail, write down what became of it. Rights are looked at now."""

from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from omotenashi.engagement.reports import actions as reports
from omotenashi.engagement.reports import queries
from omotenashi.engagement.reports.models import Schedule, Sending
from omotenashi.insight import queries as insight
from omotenashi.people.staff import actions as staff
from omotenashi.places.locations.queries import retailer
from omotenashi.web.console.figures import filters, views, writing
from omotenashi.web.console.reports import files, opening
from omotenashi.web.ui import letters


def send(sending_id: UUID, *, now: datetime) -> bool:
    """Send what is due; say whether it went out. A failure of the mail server is written down and tried again."""
    one = Sending.objects.select_related("schedule__report", "schedule__staff").get(pk=sending_id)
    schedule, person = one.schedule, one.schedule.staff
    if one.sent_at or one.refused or schedule.ended_at or schedule.report.archived_at:
        reports.note_refused(sending_id, reason="ended")
        return False
    if not queries.may_get(person, schedule.report):
        staff.audit(
            person, "measures.export", subject=f"report:{schedule.report_id}", details={"mail": True}, is_theirs=False
        )
        reports.note_refused(sending_id, reason="right" if person.is_active else "left")
        return False
    try:
        with override(schedule.language):
            mail, rows = message(schedule, now=now)
            # The same mail has the same name, whoever sends it and however often.
            mail.extra_headers["Message-ID"] = (
                f"<report-{sending_id}@{urlsplit(schedule.origin).hostname or 'omotenashi'}>"
            )
            if not reports.hand_over(sending_id, now=now):
                return False
            mail.send()
    except opening.UNREADABLE:
        reports.note_refused(sending_id, reason="unknown")
        return False
    except Exception as failure:  # noqa: BLE001  # whatever a mail server answers is written down and tried again
        reports.note_failed(sending_id, error=f"{type(failure).__name__}: {failure}", now=now)
        return False
    staff.audit(person, "measures.export", subject=f"report:{schedule.report_id}", details={"mail": True, "rows": rows})
    reports.note_sent(sending_id, rows=rows, now=now)
    return True


def message(schedule: Schedule, *, now: datetime) -> tuple[EmailMultiAlternatives, int]:
    """Give the mail in the language of the moment, and the rows of its file. Raises UnknownMeasure or BadParameter."""
    report, names = schedule.report, writing.names()
    read = opening.state_of(report, now=now)
    answer = insight.ask(name=read.measure.name, values=read.text, now=now)
    page = opening.page_of(read, names=views.names_of(answer), now=now, masks=False)
    definition, day = filters.definition(read, names), read.params.as_of
    context = {
        "name": schedule.staff.name,
        "report": report,
        "headline": opening.headline(page),
        "definition": definition,
        "link": schedule.origin and schedule.origin + opening.href_of(read, schedule.staff, report),
        "settings": schedule.origin and schedule.origin + reverse("console:report", args=[report.pk]),
    }
    subject = _("%(shop)s: %(report)s, as of %(day)s") % {"shop": retailer().name, "report": report.name, "day": day}
    body = render_to_string("console/reports/mail.txt", context)
    mail = letters.letter(subject=subject, body=body, to=schedule.staff.email, link=str(context["link"]))
    kind = "/".join(files.TYPES[schedule.file])
    mail.attach(
        f"{report.measure}-{day.isoformat()}.{schedule.file}",
        files.made(schedule.file, page, title=report.name, definition=definition, now=now),
        kind,
    )
    return mail, len(answer.rows)
