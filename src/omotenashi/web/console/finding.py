# SPDX-License-Identifier: Apache-2.0
"""What a list finds: the rows of one state in their order, and the bounds that a state says."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property, reduce
from operator import or_
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from omotenashi.web.console.paging import Part
from omotenashi.web.console.reading import start_of, whole
from omotenashi.web.ui.lists import ListState


class Finder:
    """The conditions of one state, built once: a list says what is `found` and the field of each of its `sorts`."""

    sorts: ClassVar[Mapping[str, str]]
    # Where the index has it so, rows of one value stand from the smallest key while the values fall.
    ties_against: ClassVar[bool] = False
    state: ListState

    def __init__(self, zone: ZoneInfo) -> None:
        """Days begin and end in a zone."""
        self.zone = zone

    def parts(self, state: ListState) -> list[Part]:
        """Give the rows in their order."""
        self.state = state
        down = state.descending
        return [Part(self.found, self.sorts[state.sort_key], down=down, key_down=down != self.ties_against)]

    def matching(self, state: ListState) -> QuerySet[Any]:
        """Give all that match."""
        self.state = state
        return self.found

    @cached_property
    def found(self) -> QuerySet[Any]:
        """Rows that match."""
        raise NotImplementedError

    def days(self, name: str, column: str) -> dict[str, datetime]:
        """Give the bounds of a filter by days."""
        return days(self.state, name, column, zone=self.zone)


def chosen(state: ListState, name: str, meanings: Mapping[str, Q]) -> Q:
    """Give what any of the chosen values of a filter means; everything where none was chosen."""
    asked = [meanings[value] for value in state.values.get(name, ()) if value in meanings]
    return reduce(or_, asked, Q())


def days(state: ListState, name: str, column: str, *, zone: ZoneInfo) -> dict[str, datetime]:
    """Give the bounds that a filter by days sets on a column: from the first moment of one to the last of the other."""
    first, last = (start_of(state.value(f"{name}_{end}"), zone=zone) for end in ("from", "to"))
    said = {f"{column}__gte": first, f"{column}__lt": last and last + timedelta(days=1)}
    return {bound: moment for bound, moment in said.items() if moment is not None}


def numbers(state: ListState, name: str, column: str) -> dict[str, int]:
    """Give the bounds that a filter by a number sets on a column, both included."""
    said = {f"{column}__gte": whole(state.value(f"{name}_from")), f"{column}__lte": whole(state.value(f"{name}_to"))}
    return {bound: number for bound, number in said.items() if number is not None}
