# SPDX-License-Identifier: Apache-2.0
"""Say to the catalogue what lies there of all that people wait for. Read where it stands: a promise that ends is told by nobody."""

from datetime import datetime

from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.catalogue.actions import looking, waiting
from omotenashi.commerce.stock import queries


def tell_waiting(*, now: datetime) -> int:
    """Have those told whose wish is there again; give how many."""
    return waiting.note_stock(queries.lying(catalogue.waited_for()), now=now)


def tell_lookers(*, now: datetime) -> int:
    """Have those told who looked at something while it lay nowhere, and it is there again; give how many."""
    there = queries.lying_anywhere()
    gone = {variant: now for variant, is_there in there.items() if not is_there}
    return looking.note_absences(gone, [variant for variant, is_there in there.items() if is_there], now=now)
