# SPDX-License-Identifier: Apache-2.0
"""The only writers of journeys, their versions, and those on the way."""

from omotenashi.engagement.journeys.actions.advancing import advance
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
from omotenashi.engagement.journeys.actions.enrolling import Arrival, admit, enrol
from omotenashi.engagement.journeys.actions.erasing import erase
from omotenashi.engagement.journeys.actions.following import follow

__all__ = [
    "Arrival",
    "Changed",
    "admit",
    "adopt",
    "advance",
    "archive",
    "close",
    "draft",
    "enrol",
    "erase",
    "follow",
    "note",
    "pause",
    "publish",
    "resume",
]
