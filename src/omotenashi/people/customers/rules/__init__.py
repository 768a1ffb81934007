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

__all__ = [
    "CONTACT_CHANNELS",
    "MOST_MERGES",
    "MOST_NODES",
    "NAMELESS",
    "RULESET_VERSION",
    "SPELLED",
    "WINDOWED",
    "Component",
    "Components",
    "Identifier",
    "IdentifierRule",
    "Union",
    "in_order",
    "normalise",
    "rule_of",
]
