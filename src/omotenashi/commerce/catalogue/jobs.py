# SPDX-License-Identifier: Apache-2.0
"""What the clock starts: a look at what wishes cost."""

from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.commerce.catalogue.actions import waiting


@app.periodic(cron="*/10 * * * *")
@app.task(name="catalogue.note_prices", queueing_lock="catalogue.note_prices", lock="catalogue.note_prices")
def note_prices(timestamp: int = 0) -> None:
    """Tell whose wish costs less than it did."""
    waiting.note_prices(now=clock.now())
