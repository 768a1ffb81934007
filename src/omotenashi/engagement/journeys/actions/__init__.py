# SPDX-License-Identifier: Apache-2.0
"""The only writers of journeys, their versions, and those on the way."""

from omotenashi.engagement.journeys.actions.advancing import advance
from omotenashi.engagement.journeys.actions.dating import look
from omotenashi.engagement.journeys.actions.drawing import (
    Changed,
    adopt,
    archive,
    close,
    draft,
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
from omotenashi.engagement.journeys.actions.merging import join, part

__all__ = [
    "Arrival",
    "Changed",
    "NoSuchJourney",
    "NotOpen",
    "admit",
    "adopt",
    "advance",
    "archive",
    "close",
    "draft",
    "enrol",
    "enrol_each",
    "erase",
    "follow",
    "join",
    "look",
    "note",
    "opened",
    "part",
    "pause",
    "publish",
    "resume",
]
