# SPDX-License-Identifier: Apache-2.0
"""Reads about consent: what is allowed and why, the whole history of an address, the requests and their clocks."""

from omotenashi.people.consent.queries.verdicts import Verdict, allows, verdicts
from omotenashi.people.consent.queries.views import history_of, known_point, states_of, suppressions_of, wordings

__all__ = [
    "Verdict",
    "allows",
    "history_of",
    "known_point",
    "states_of",
    "suppressions_of",
    "verdicts",
    "wordings",
]
