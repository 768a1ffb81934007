# SPDX-License-Identifier: Apache-2.0
"""Say to the catalogue what lies there of all that people wait for. Read where it stands: a promise that ends is told by nobody."""

from datetime import datetime

from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.catalogue.actions import waiting
from omotenashi.commerce.stock import queries


def tell_waiting(*, now: datetime) -> int:
    """Have those told whose wish is there again; give how many."""
    return waiting.note_stock(queries.lying(catalogue.waited_for()), now=now)
