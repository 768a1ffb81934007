# SPDX-License-Identifier: Apache-2.0
"""Maps as they are read: with the people who are there, what serves them, and what came of it."""

from omotenashi.engagement.journeymaps.queries.numbers import Came, Numbers, numbers_of
from omotenashi.engagement.journeymaps.queries.reading import edits_of, maps
from omotenashi.engagement.journeymaps.queries.templates import TEMPLATES, Template
from omotenashi.engagement.journeymaps.rules.bodies import (
    EMOTIONS,
    LONGEST,
    LONGEST_NAME,
    MOST_CHANNELS,
    MOST_STAGES,
    Gap,
    cell_key,
    emotions,
    gaps,
)

__all__ = [
    "EMOTIONS",
    "LONGEST",
    "LONGEST_NAME",
    "MOST_CHANNELS",
    "MOST_STAGES",
    "TEMPLATES",
    "Came",
    "Gap",
    "Numbers",
    "Template",
    "cell_key",
    "edits_of",
    "emotions",
    "gaps",
    "maps",
    "numbers_of",
]
