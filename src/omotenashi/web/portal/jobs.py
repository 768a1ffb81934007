# SPDX-License-Identifier: Apache-2.0
"""Mails go out from here: the page only writes down that they are to."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.people.consent.actions import challenges
from omotenashi.people.consent.models import Challenge
from omotenashi.web.portal import mails

RETRY = RetryStrategy(max_attempts=6, exponential_wait=5)


@app.task(name="portal.send", retry=RETRY)
def send(challenge_id: str) -> None:
    """Send one message. Only the id is in the job, so that no queue holds an address."""
    challenge = Challenge.objects.filter(pk=UUID(challenge_id), sent_at=None).exclude(address="").first()
    if challenge is not None and challenge.expires_at > clock.now():
        mails.message_of(challenge).send()
        challenges.note_sent(challenge_id=challenge.pk, now=clock.now())
