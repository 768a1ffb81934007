# SPDX-License-Identifier: Apache-2.0
"""The pieces a page of a measure is made of. Each kind has a template in console/figures/blocks/."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from omotenashi.insight.measures.contract import Column
from omotenashi.insight.measures.run import Answer
from omotenashi.web.console.figures.state import State
from omotenashi.web.console.figures.writing import Names

type Asker = Callable[..., Answer]


@dataclass(frozen=True)
class Page:
    """What a layout works with. ``ask(name, **values)`` answers another measure under the same filters."""

    state: State
    answer: Answer
    names: Names
    ask: Asker
    masks: bool = False  # cells of fewer than five people are not for this person
    now: datetime | None = None


@dataclass(frozen=True)
class Block:
    """One piece: chart, matrix, table, figures, facts, tree, ranks, paint. ``body`` is what its template draws."""

    kind: str
    body: Any
    title: str = ""
    note: str = ""
    href: str = ""
    more: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def template(self) -> str:
        """Where this kind of block is drawn."""
        return f"console/figures/blocks/{self.kind}.html"


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its text and, for a count of people, the address of these people."""

    text: str
    href: str = ""
    right: bool = True
    immature: bool = False
    share: float | None = None


@dataclass(frozen=True)
class Head:
    """A column's name."""

    label: str
    right: bool = True


@dataclass(frozen=True)
class Table:
    """Heads and rows; ``left_out`` rows are only in the file."""

    heads: Sequence[Head]
    rows: Sequence[Sequence[Cell]]
    left_out: int = 0


SMALLEST = 5


def masked(count: Any, *, masks: bool) -> bool:
    """Is this a count of so few people that it could name one of them?"""
    return masks and isinstance(count, int) and 0 < count < SMALLEST


def few(page: Page, count: int) -> str:
    """The words for a masked count; empty when it may be seen."""
    return _("under %(n)s") % {"n": SMALLEST} if masked(count, masks=page.masks) else ""


def few_of(page: Page, one: Column, value: Any) -> str:
    """The same of any number: only counts of people are masked."""
    return few(page, value) if one.unit == "people" else ""
