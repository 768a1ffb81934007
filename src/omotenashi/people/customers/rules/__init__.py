# SPDX-License-Identifier: Apache-2.0
"""Decisions of customers: pure, without tables."""

from omotenashi.people.customers.rules.components import MOST_MERGES, MOST_NODES, Component, Components, Union
from omotenashi.people.customers.rules.identifiers import (
    CONTACT_CHANNELS,
    NAMELESS,
    RULESET_VERSION,
    SPELLED,
    WINDOWED,
    Identifier,
    IdentifierRule,
    in_order,
    normalise,
    rule_of,
)
from omotenashi.people.customers.rules.matching.contradictions import (
    REASON,
    TRAIT_FIELDS,
    Ground,
    Traits,
    contradict,
    ground_of,
    traits_of,
)

__all__ = [
    "CONTACT_CHANNELS",
    "MOST_MERGES",
    "MOST_NODES",
    "NAMELESS",
    "REASON",
    "RULESET_VERSION",
    "SPELLED",
    "TRAIT_FIELDS",
    "WINDOWED",
    "Component",
    "Components",
    "Ground",
    "Identifier",
    "IdentifierRule",
    "Traits",
    "Union",
    "contradict",
    "ground_of",
    "in_order",
    "normalise",
    "rule_of",
    "traits_of",
]
