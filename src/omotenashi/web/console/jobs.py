# SPDX-License-Identifier: Apache-2.0
"""What the worker does for the office: reports that are due go out by mail, what was published is foretold."""

from datetime import datetime
from uuid import UUID

from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.engagement.journeys.models import JourneyVersion
from omotenashi.engagement.reports import actions as reports
from omotenashi.web.console.foretelling import campaigns
from omotenashi.web.console.messages.menus import starting
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


@app.task(name="console.foretell")
def foretell(version_id: str, at: str) -> None:
    """Write down what is foretold of a scenario, as of the moment it was published."""
    version = JourneyVersion.objects.select_related("journey").filter(pk=version_id).first()
    if version is not None:
        campaigns.keep(version, at=datetime.fromisoformat(at), now=clock.now())


@app.task(name="console.put_up_menu")
def put_up_menu(audience: str) -> None:
    """Put the first menu up under the chat, for a house that was only just furnished: drawing takes a while."""
    starting.put_up(audience, now=clock.now())
