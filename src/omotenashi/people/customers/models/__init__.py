# SPDX-License-Identifier: Apache-2.0
"""The tables of customers.

Facts hang on nodes, never on persons: a merge or its undoing only changes `NodePerson`. `seq` is the compact key
of the lake; `changed_in` is the transaction of the last change, kept by a trigger, and drives the lake's feed.
"""

from omotenashi.people.customers.models.cards import SpentCode
from omotenashi.people.customers.models.cares import Care
from omotenashi.people.customers.models.erasures import Erasure
from omotenashi.people.customers.models.households import Household, HouseholdMember
from omotenashi.people.customers.models.identity import (
    BlockedValue,
    Demotion,
    Edge,
    MergeLog,
    Node,
    NodePerson,
    NoLink,
    Person,
)
from omotenashi.people.customers.models.matching import LinkModel, LinkRun, LinkSuggestion, MatchRecord
from omotenashi.people.customers.models.notes import Correction, Note, NoteEdit, VisitPlan
from omotenashi.people.customers.models.profiles import ContactPoint, FieldValue, Profile
from omotenashi.people.customers.models.tags import Tagging

__all__ = [
    "BlockedValue",
    "Care",
    "ContactPoint",
    "Correction",
    "Demotion",
    "Edge",
    "Erasure",
    "FieldValue",
    "Household",
    "HouseholdMember",
    "LinkModel",
    "LinkRun",
    "LinkSuggestion",
    "MatchRecord",
    "MergeLog",
    "NoLink",
    "Node",
    "NodePerson",
    "Note",
    "NoteEdit",
    "Person",
    "Profile",
    "SpentCode",
    "Tagging",
    "VisitPlan",
]
