# SPDX-License-Identifier: Apache-2.0
"""The only writers of templates, messages, what happened to them, and what is counted of them."""

from omotenashi.engagement.messaging.actions.accounts import BadKeys, remove_keys, set_keys, set_plan, test_keys
from omotenashi.engagement.messaging.actions.claiming import claim, give_up, reclaim
from omotenashi.engagement.messaging.actions.feedback import bounced, clicked, opened
from omotenashi.engagement.messaging.actions.following import erase, follow_merges
from omotenashi.engagement.messaging.actions.hearing import hear, replay, work_off
from omotenashi.engagement.messaging.actions.intending import Wish, intend, withdraw
from omotenashi.engagement.messaging.actions.judging import judge
from omotenashi.engagement.messaging.actions.policies import pause, resume, set_cap, set_origin, set_quiet, start, stop
from omotenashi.engagement.messaging.actions.quotas import read as read_quota
from omotenashi.engagement.messaging.actions.quotas import refresh as refresh_quotas
from omotenashi.engagement.messaging.actions.settling import settle
from omotenashi.engagement.messaging.actions.templates import archive, draft, publish, restore
from omotenashi.engagement.messaging.actions.transmitting import transmit
from omotenashi.engagement.messaging.actions.truths import know
from omotenashi.engagement.messaging.actions.trying import NoAddress, try_out
from omotenashi.engagement.messaging.ports import Forged

__all__ = [
    "BadKeys",
    "Forged",
    "NoAddress",
    "Wish",
    "archive",
    "bounced",
    "claim",
    "clicked",
    "draft",
    "erase",
    "follow_merges",
    "give_up",
    "hear",
    "intend",
    "judge",
    "know",
    "opened",
    "pause",
    "publish",
    "read_quota",
    "reclaim",
    "refresh_quotas",
    "remove_keys",
    "replay",
    "restore",
    "resume",
    "set_cap",
    "set_keys",
    "set_origin",
    "set_plan",
    "set_quiet",
    "settle",
    "start",
    "stop",
    "test_keys",
    "transmit",
    "try_out",
    "withdraw",
    "work_off",
]
