# SPDX-License-Identifier: Apache-2.0
"""Links and codes: how long they last, how often they may be asked for, how often one may guess."""

from datetime import datetime, timedelta

LASTS = {
    "opt_in": timedelta(days=2),
    "manage": timedelta(hours=2),
    "case": timedelta(minutes=30),
    "order": timedelta(minutes=30),
}
PER_ADDRESS, PER_SENDER, WINDOW = 3, 20, timedelta(hours=1)
GUESSES = 5


def may_ask(*, of_address: int, of_sender: int) -> bool:
    """Say whether one more message may go out, after so many in the last hour to the address and from the sender."""
    return of_address < PER_ADDRESS and of_sender < PER_SENDER


def standing(*, used_at: datetime | None, expires_at: datetime, tries: int, now: datetime) -> str:
    """Give `open`, `used`, `expired` or `spent` (guessed too often)."""
    if used_at is not None:
        return "used"
    if now >= expires_at:
        return "expired"
    return "spent" if tries >= GUESSES else "open"
