# SPDX-License-Identifier: Apache-2.0
"""Measures in JSON: which there are, and their answers."""

from datetime import date

from ninja import Schema
from pydantic import Field

from omotenashi.web.api import pages
from omotenashi.web.api.customers.schemas import Summary


class ParameterOut(Schema):
    """What can be asked of a measure, sent as a query parameter."""

    name: str = Field(examples=["within"])
    label: str
    kind: str = Field(description="date, number, numbers, words, choice or text.")
    choices: list[str]
    default: str
    help: str


class ColumnOut(Schema):
    """A column of the rows."""

    name: str
    label: str
    unit: str = Field(
        description="people, count, money (minor units), percent, ratio, days, date, month, moment or text."
    )


class MeasureOut(Schema):
    """A question that the figures answer."""

    name: str = Field(examples=["f2"])
    title: str
    question: str
    formula: str
    notes: list[str]
    keys: list[str] = Field(description="The columns that name a cell; send them as `cell.<key>` for its people.")
    parts: list[str] = Field(description="The columns that count people; send one as `cell.part`.")
    parameters: list[ParameterOut]
    columns: list[ColumnOut]


class MeasureList(Schema):
    """All measures, in the order in which they are offered."""

    items: list[MeasureOut]


class AnswerOut(Schema):
    """The answer of a measure, the same as `omotenashi measure NAME --format json`."""

    measure: str
    params: dict[str, str] = Field(description="All parameters as they were used.")
    population: dict[str, object] = Field(description="Whom or what the rows are about.")
    rows: list[dict[str, object]]
    as_of: date


class PeoplePage(Schema):
    """A page of the customers behind a cell."""

    items: list[Summary]
    next: str | None = pages.NEXT
