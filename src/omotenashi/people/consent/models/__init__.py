# SPDX-License-Identifier: Apache-2.0
"""The tables of consent: what people allow and how we know, where we must not write, and what they ask of us."""

from omotenashi.people.consent.models.cases import Case, CaseEntry, CaseRules
from omotenashi.people.consent.models.challenges import Challenge
from omotenashi.people.consent.models.ledger import ConsentEntry, ConsentState, Purpose, WordingVersion
from omotenashi.people.consent.models.stops import Suppression

__all__ = [
    "Case",
    "CaseEntry",
    "CaseRules",
    "Challenge",
    "ConsentEntry",
    "ConsentState",
    "Purpose",
    "Suppression",
    "WordingVersion",
]
