# SPDX-License-Identifier: Apache-2.0
"""What the worker does for sourcing: comparisons on past orders."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.commerce.sourcing import actions


@app.task(name="sourcing.compare", retry=RetryStrategy(max_attempts=3, exponential_wait=5), pass_context=False)
def compare(comparison_id: str) -> None:
    """Carry a comparison out; said again it goes on where it stands."""
    try:
        actions.carry_out_comparison(UUID(comparison_id), now=clock.now())
    except actions.BadStrategy as wrong:
        actions.fail_comparison(UUID(comparison_id), why=str(wrong), now=clock.now())
