# SPDX-License-Identifier: Apache-2.0
"""The only writers of journeys, their versions, and those on the way."""

from omotenashi.engagement.journeys.actions.advancing import advance
from omotenashi.engagement.journeys.actions.ageing import empty_calls
from omotenashi.engagement.journeys.actions.calling import tell, tell_all, try_hook
from omotenashi.engagement.journeys.actions.dating import look
from omotenashi.engagement.journeys.actions.departing import depart
from omotenashi.engagement.journeys.actions.describing import unsay
from omotenashi.engagement.journeys.actions.drawing import (
    Changed,
    adopt,
    archive,
    close,
    draft,
    learn,
    note,
    pause,
    publish,
    resume,
)
from omotenashi.engagement.journeys.actions.enrolling import (
    Arrival,
    NoSuchJourney,
    NotOpen,
    admit,
    enrol,
    enrol_each,
    opened,
)
from omotenashi.engagement.journeys.actions.erasing import erase
from omotenashi.engagement.journeys.actions.following import follow
from omotenashi.engagement.journeys.actions.hooking import BadAddress, add_hook, remove_hook, renew_secret
from omotenashi.engagement.journeys.actions.meeting import meet
from omotenashi.engagement.journeys.actions.merging import join, part
from omotenashi.engagement.journeys.actions.moving import BadMap, take_back, transfer
from omotenashi.engagement.journeys.actions.recording import write_down
from omotenashi.engagement.journeys.actions.recurring import recur
from omotenashi.engagement.journeys.actions.tagging import finish
from omotenashi.engagement.journeys.actions.turning import turn

__all__ = [
    "Arrival",
    "BadAddress",
    "BadMap",
    "Changed",
    "NoSuchJourney",
    "NotOpen",
    "add_hook",
    "admit",
    "adopt",
    "advance",
    "archive",
    "close",
    "depart",
    "draft",
    "empty_calls",
    "enrol",
    "enrol_each",
    "erase",
    "finish",
    "follow",
    "join",
    "learn",
    "look",
    "meet",
    "note",
    "opened",
    "part",
    "pause",
    "publish",
    "recur",
    "remove_hook",
    "renew_secret",
    "resume",
    "take_back",
    "tell",
    "tell_all",
    "transfer",
    "try_hook",
    "turn",
    "unsay",
    "write_down",
]
