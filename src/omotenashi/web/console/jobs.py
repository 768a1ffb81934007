# SPDX-License-Identifier: Apache-2.0
"""What the clock starts for the office: reports that are due go out by mail."""

from uuid import UUID

from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.engagement.reports import actions as reports
from omotenashi.web.console.reports import sending


@app.periodic(cron="* * * * *")
@app.task(name="console.send_reports", queueing_lock="console.send_reports", lock="console.send_reports")
def send_reports(timestamp: int = 0) -> None:
    """Send every report that is due."""
    for sending_id in reports.claim(now=clock.now()):
        sending.send(sending_id, now=clock.now())


@app.task(name="console.send_report")
def send_report(sending_id: str) -> None:
    """Send one report because somebody asked, unless the clock was faster."""
    if reports.take(UUID(sending_id), now=clock.now()):
        sending.send(UUID(sending_id), now=clock.now())
