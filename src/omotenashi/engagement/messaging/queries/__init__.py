# SPDX-License-Identifier: Apache-2.0
"""Messages as they are read: what is known of their readers, what they say, why they went or did not, what they brought."""

from omotenashi.engagement.messaging.ports import connected
from omotenashi.engagement.messaging.queries.accounts import is_fixed, is_friend, standin_signature
from omotenashi.engagement.messaging.queries.known import World, known
from omotenashi.engagement.messaging.queries.links import CLICK, PICTURE, clicked_at, mark_of, message_of
from omotenashi.engagement.messaging.queries.outcomes import Outcome, channels_of, outcomes_of
from omotenashi.engagement.messaging.queries.quotas import Meter, meter, price_of
from omotenashi.engagement.messaging.queries.results import Results, reasons_of, results_of
from omotenashi.engagement.messaging.queries.saying import Said, filled_for, look, preview, said
from omotenashi.engagement.messaging.queries.shorts import behind
from omotenashi.engagement.messaging.queries.showing import (
    Law,
    Trouble,
    chat_trouble,
    is_simulated,
    law,
    may_publish,
    messages,
    readable,
    seen,
    subject_of,
    trials,
    tried,
    troubles,
    values_of,
    waiting,
)
from omotenashi.engagement.messaging.queries.templates import caps, content_of, latest, policy, templates
from omotenashi.engagement.messaging.rules.blocks import SHAPES, BadTemplate, Block, Content, read
from omotenashi.engagement.messaging.rules.caps import MOST, WINDOWS
from omotenashi.engagement.messaging.rules.fields import FIELDS, Missing
from omotenashi.engagement.messaging.rules.shorts import parts_of

__all__ = [
    "CLICK",
    "FIELDS",
    "MOST",
    "PICTURE",
    "SHAPES",
    "WINDOWS",
    "BadTemplate",
    "Block",
    "Content",
    "Law",
    "Meter",
    "Missing",
    "Outcome",
    "Results",
    "Said",
    "Trouble",
    "World",
    "behind",
    "caps",
    "channels_of",
    "chat_trouble",
    "clicked_at",
    "connected",
    "content_of",
    "filled_for",
    "is_fixed",
    "is_friend",
    "is_simulated",
    "known",
    "latest",
    "law",
    "look",
    "mark_of",
    "may_publish",
    "message_of",
    "messages",
    "meter",
    "outcomes_of",
    "parts_of",
    "policy",
    "preview",
    "price_of",
    "read",
    "readable",
    "reasons_of",
    "results_of",
    "said",
    "seen",
    "standin_signature",
    "subject_of",
    "templates",
    "trials",
    "tried",
    "troubles",
    "values_of",
    "waiting",
]
