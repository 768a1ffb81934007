# SPDX-License-Identifier: Apache-2.0
"""Tastes: what they are learned from, towards what somebody leans, what was unmet."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from omotenashi.insight import likings
from omotenashi.insight.queries.asking import day_of_asking
from omotenashi.insight.queries.lake import reading
from omotenashi.places.locations import queries as locations

if TYPE_CHECKING:
    from omotenashi.insight.tastes.signals import Signals

newest_tasting, tastes_of, names_of_things = likings.newest_tasting, likings.tastes_of, likings.names_of
TASTE_KEPT_AWAY = likings.KEPT_AWAY


def tasted(*, now: datetime) -> "tuple[Signals, date]":
    """Give what everybody did with every thing, and the day it is asked as of: what tastes are learned from."""
    from omotenashi.insight.tastes import signals

    with reading() as tables:
        day = day_of_asking(now=now)
        return signals.read(tables, as_of=day, more=likings.further(as_of=day, zone=str(locations.zone()))), day
