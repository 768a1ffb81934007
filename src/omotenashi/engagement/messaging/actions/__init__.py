# SPDX-License-Identifier: Apache-2.0
"""The only writers of templates, messages, what happened to them, and what is counted of them."""

from omotenashi.engagement.messaging.actions.claiming import claim, give_up
from omotenashi.engagement.messaging.actions.feedback import bounced, clicked, opened
from omotenashi.engagement.messaging.actions.following import erase, follow_merges
from omotenashi.engagement.messaging.actions.intending import Wish, intend, withdraw
from omotenashi.engagement.messaging.actions.judging import judge
from omotenashi.engagement.messaging.actions.policies import pause, resume, set_cap, set_origin, set_quiet, start, stop
from omotenashi.engagement.messaging.actions.settling import settle
from omotenashi.engagement.messaging.actions.templates import archive, draft, publish, restore
from omotenashi.engagement.messaging.actions.transmitting import transmit
from omotenashi.engagement.messaging.actions.truths import know
from omotenashi.engagement.messaging.actions.trying import try_out

__all__ = [
    "Wish",
    "archive",
    "bounced",
    "claim",
    "clicked",
    "draft",
    "erase",
    "follow_merges",
    "give_up",
    "intend",
    "judge",
    "know",
    "opened",
    "pause",
    "publish",
    "restore",
    "resume",
    "set_cap",
    "set_origin",
    "set_quiet",
    "settle",
    "start",
    "stop",
    "transmit",
    "try_out",
    "withdraw",
]
