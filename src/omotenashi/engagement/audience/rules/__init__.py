# SPDX-License-Identifier: Apache-2.0
"""What a segment may be: names, definitions, and the algebra of conditions."""

from omotenashi.engagement.audience.rules.definitions import (
    CELL,
    LIVE,
    LONGEST_NAME,
    MANUAL,
    RULE,
    BadSegment,
    Cell,
    Condition,
    Definition,
    Group,
    Manual,
    Rule,
    Stamp,
    checked,
    conditions,
    is_newer,
    named,
    read,
)
from omotenashi.engagement.audience.rules.sets import persons

__all__ = [
    "CELL",
    "LIVE",
    "LONGEST_NAME",
    "MANUAL",
    "RULE",
    "BadSegment",
    "Cell",
    "Condition",
    "Definition",
    "Group",
    "Manual",
    "Rule",
    "Stamp",
    "checked",
    "conditions",
    "is_newer",
    "named",
    "persons",
    "read",
]
