# SPDX-License-Identifier: Apache-2.0
"""How long the ledger's proofs are kept."""

from datetime import datetime, timedelta

# 特定商取引法: three years after the last advertising message; nothing is dropped before.
KEPT = timedelta(days=3 * 366)


def may_be_dropped(*, last_used_at: datetime, now: datetime) -> bool:
    """Say whether the proof behind an address is no longer needed."""
    return now - last_used_at > KEPT
