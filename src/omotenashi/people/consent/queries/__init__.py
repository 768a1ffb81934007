# SPDX-License-Identifier: Apache-2.0
"""Reads about consent: what is allowed and why, the whole history of an address, the requests and their clocks."""

from omotenashi.people.consent.queries.verdicts import Verdict, allows, verdicts
from omotenashi.people.consent.queries.views import (
    Held,
    held_of,
    history_of,
    known_point,
    states_of,
    suppressions_of,
    wordings,
)

__all__ = [
    "Held",
    "Verdict",
    "allows",
    "held_of",
    "history_of",
    "known_point",
    "states_of",
    "suppressions_of",
    "verdicts",
    "wordings",
]
