# SPDX-License-Identifier: Apache-2.0
"""What the clock starts: points begin and end, holds and coupon locks lapse, ranks are looked at anew every night."""

from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.commerce.loyalty import actions


@app.periodic(cron="* * * * *")
@app.task(name="loyalty.lapse", queueing_lock="loyalty.lapse", lock="loyalty.lapse")
def lapse(timestamp: int = 0) -> None:
    """Give back what waited for a payment too long, and let provisional points begin."""
    now = clock.now()
    actions.release_lapsed(now=now)
    actions.lapse(now=now)
    while actions.activate(now=now):
        pass


@app.periodic(cron="7 * * * *")
@app.task(name="loyalty.expire", queueing_lock="loyalty.expire", lock="loyalty.expire")
def expire(timestamp: int = 0) -> None:
    """End points whose time is over. What counts is their moment; this writes it down."""
    now = clock.now()
    while actions.expire(now=now):
        pass


@app.periodic(cron="23 3 * * *")
@app.task(name="loyalty.decide_tiers", queueing_lock="loyalty.decide_tiers", lock="loyalty.decide_tiers")
def decide_tiers(timestamp: int = 0) -> None:
    """Let ranks follow the window, which moves although nobody buys."""
    actions.decide_all_tiers(now=clock.now())


@app.periodic(cron="41 3 * * *")
@app.task(name="loyalty.close_silent", queueing_lock="loyalty.close_silent", lock="loyalty.close_silent")
def close_silent(timestamp: int = 0) -> None:
    """Let go what is held for tills that were silent for too long."""
    actions.close_silent(now=clock.now())


@app.task(name="loyalty.make_codes", queueing_lock="loyalty.make_codes", lock="loyalty.make_codes")
def make_codes(batch: str) -> None:
    """Make the codes of a batch, part by part."""
    while actions.make_codes(batch_id=batch, now=clock.now()):
        pass
