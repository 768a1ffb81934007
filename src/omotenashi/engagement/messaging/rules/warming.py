# SPDX-License-Identifier: Apache-2.0
"""How a new sender becomes known: so many advertising mails on each day, until nobody asks any more."""

from datetime import date

# Mailboxes trust who grows slowly: about twice as much every second day.
PLAN = (200, 400, 600, 1_000, 1_500, 2_500, 4_000, 6_000, 9_000, 14_000, 20_000, 30_000, 45_000, 65_000, 100_000)
# What carriers and large mailboxes take from a sender they hardly know, a minute.
DOMAINS = {
    "docomo.ne.jp": 50, "au.com": 50, "ezweb.ne.jp": 50, "softbank.ne.jp": 50, "i.softbank.jp": 50, "ymobile.ne.jp": 50,
    "yahoo.co.jp": 170, "gmail.com": 330, "icloud.com": 80, "outlook.jp": 80,
}  # fmt: skip


def ceiling(began: date, *, day: date) -> int | None:
    """Give how many may go on a day; nothing once the plan is over."""
    at = (day - began).days
    return PLAN[max(at, 0)] if at < len(PLAN) else None
