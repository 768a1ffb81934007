# SPDX-License-Identifier: Apache-2.0
"""Measures as they are answered: described in the reader's language, asked with plain query parameters."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from omotenashi.insight import queries as insight
from omotenashi.insight.measures import params as parameters
from omotenashi.insight.measures import registry
from omotenashi.insight.measures.contract import Measure
from omotenashi.insight.measures.params import BadParameter
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.queries import Sight
from omotenashi.web.api import pages
from omotenashi.web.api.customers.reading import summary
from omotenashi.web.api.problems import Fault, Refused, not_found

_CELL = "cell."
# These rows are customers one by one, so whoever takes them takes customers away.
OF_PEOPLE = frozenset(measure.name for measure in registry.MEASURES if "person" in measure.keys)
NAMES = tuple(measure.name for measure in registry.MEASURES)


def describe(measure: Measure) -> dict[str, Any]:
    """Give a measure as it is listed."""
    return {
        "name": measure.name,
        "title": _said(measure.title),
        "question": _said(measure.question),
        "formula": _said(measure.formula),
        "notes": [_said(note) for note in measure.notes],
        "keys": list(measure.keys),
        "parts": list(measure.counts),
        "parameters": [_parameter(item) for item in parameters.describe(measure.params)],
        "columns": [{"name": c.name, "label": _said(c.label), "unit": c.unit} for c in measure.columns],
    }


def right_of(name: str) -> str:
    """Give what somebody must be allowed to, to ask a measure."""
    try:
        return registry.find(name).right
    except registry.UnknownMeasure:
        return "measures.view"


def ask(name: str, values: Mapping[str, str], *, now: datetime) -> dict[str, Any]:
    """Give the answer of a measure."""
    try:
        return insight.ask(name=name, values=_clean(values), now=now).as_dict()
    except registry.UnknownMeasure:
        raise not_found() from None
    except BadParameter as failure:
        raise _bad(failure) from None


def people(
    name: str, values: Mapping[str, str], *, sight: Sight, cursor: str, limit: int, now: datetime
) -> dict[str, Any]:  # fmt: skip
    """Give a page of the customers behind a cell; the cell's keys are marked with `cell.`."""
    cell = {key.removeprefix(_CELL): value for key, value in values.items() if key.startswith(_CELL)}
    asked = {key: value for key, value in values.items() if not key.startswith(_CELL)}
    try:
        seqs = insight.people_behind(
            name=name, values=_clean(asked), cell=_clean(cell), now=now, limit=limit + 1, after=pages.seq(cursor)
        )
    except registry.UnknownMeasure:
        raise not_found() from None
    except BadParameter as failure:
        raise _bad(failure) from None
    shown, following = pages.cut(seqs, limit=limit, key=lambda seq: (pages.START, seq))
    found = customers.profiles_by_seq(shown).select_related("person").order_by("person__seq")
    return pages.body([summary(profile, sight=sight) for profile in found], following)


def _clean(values: Mapping[str, str]) -> dict[str, str]:
    for name, value in values.items():
        if "\0" in name + value:
            raise _bad(BadParameter(name.replace("\0", ""), value.replace("\0", ""), "text"))
    return dict(values)


def _bad(failure: BadParameter) -> Refused:
    message = _(failure.phrase.message) % failure.phrase.values
    return Refused(
        422,
        "bad_parameter",
        message,
        errors=[Fault(where=f"query.{failure.name}", code="bad_parameter", message=message)],
    )


def _parameter(item: parameters.Parameter) -> dict[str, Any]:
    said = {name: getattr(item, name) for name in ("name", "kind", "default")}
    return {**said, "label": _said(item.label), "help": _said(item.help), "choices": list(item.choices)}


def _said(message: str) -> str:
    # gettext("") gives the head of the catalogue.
    return _(message) if message else ""
