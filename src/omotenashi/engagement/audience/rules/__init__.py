# SPDX-License-Identifier: Apache-2.0
"""What a segment may be: names, definitions, and the algebra of conditions."""

from omotenashi.engagement.audience.rules.asking import ASKED, Cause, cause, in_list, is_live
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
from omotenashi.engagement.audience.rules.evidence import Evidence, evidence
from omotenashi.engagement.audience.rules.facts import Facts
from omotenashi.engagement.audience.rules.following import (
    EVERYTHING,
    Follows,
    causes_of,
    causes_said,
    follows,
    measures,
    names_segments,
)
from omotenashi.engagement.audience.rules.judging import Verdict, judge, readings
from omotenashi.engagement.audience.rules.leaning import Turn, lets_in, widened
from omotenashi.engagement.audience.rules.moments import Moment
from omotenashi.engagement.audience.rules.sets import persons

__all__ = [
    "ASKED",
    "CELL",
    "EVERYTHING",
    "LIVE",
    "LONGEST_NAME",
    "MANUAL",
    "RULE",
    "BadSegment",
    "Cause",
    "Cell",
    "Condition",
    "Definition",
    "Evidence",
    "Facts",
    "Follows",
    "Group",
    "Manual",
    "Moment",
    "Rule",
    "Stamp",
    "Turn",
    "Verdict",
    "cause",
    "causes_of",
    "causes_said",
    "checked",
    "conditions",
    "evidence",
    "follows",
    "in_list",
    "is_live",
    "is_newer",
    "judge",
    "lets_in",
    "measures",
    "named",
    "names_segments",
    "persons",
    "read",
    "readings",
    "widened",
]
