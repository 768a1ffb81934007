# SPDX-License-Identifier: Apache-2.0
"""Decisions of customers: pure, without tables."""

from omotenashi.people.customers.rules.components import Components
from omotenashi.people.customers.rules.identifiers import (
    CONTACT_CHANNELS,
    RULESET_VERSION,
    Identifier,
    IdentifierRule,
    in_order,
    normalise,
    rule_of,
)

__all__ = [
    "CONTACT_CHANNELS",
    "RULESET_VERSION",
    "Components",
    "Identifier",
    "IdentifierRule",
    "in_order",
    "normalise",
    "rule_of",
]
