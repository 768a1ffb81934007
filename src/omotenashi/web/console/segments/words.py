# SPDX-License-Identifier: Apache-2.0
"""What a segment means, in words: the analysis, the cell, the toggles."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from omotenashi.engagement.audience import queries as audience
from omotenashi.engagement.audience.models import Segment
from omotenashi.insight.measures import params as parameters
from omotenashi.insight.measures import registry
from omotenashi.insight.measures.contract import PART
from omotenashi.insight.measures.params import BadParameter
from omotenashi.insight.measures.registry import UnknownMeasure
from omotenashi.web.console.figures import filters, state, writing
from omotenashi.web.console.figures.people import cell_words
from omotenashi.web.console.segments import offered

# The state of a segment: its colour and its name.
STATES: dict[str, tuple[str, str | Promise]] = {
    "live": ("good", lazy("Follows the record")),
    "fixed": ("quiet", lazy("Fixed list")),
    "frozen": ("info", lazy("Frozen")),
    "failed": ("bad", lazy("Could not be computed")),
    "archived": ("quiet", lazy("Archived")),
}


@dataclass(frozen=True)
class Meaning:
    """A definition in words. Of a cell: its analysis, the cell, the toggles, and where its number stands."""

    short: str
    sentence: str
    detail: str = ""
    href: str = ""


def state_of(segment: Segment, definition: audience.Definition) -> str:
    """Give the key of `STATES`."""
    if segment.archived_at:
        return "archived"
    if isinstance(definition, audience.Manual):
        return "fixed"
    if segment.frozen_at:
        return "frozen"
    return "failed" if segment.failed_at else "live"


def meaning(definition: audience.Definition, *, today: date, names: writing.Names) -> Meaning:
    """Put a definition into words."""
    if isinstance(definition, audience.Cell):
        return _of_cell(definition, today=today, names=names, sentence=_("Everybody in “%(analysis)s” at %(cell)s."))
    if isinstance(definition, audience.Rule):
        told = offered.sentence(definition.of, names)
        return Meaning(told, told)
    if isinstance(definition.origin, audience.Rule):
        told = offered.sentence(definition.origin.of, names)
        return Meaning(told, _("Those who met this when the list was made: %(what)s") % {"what": told})
    if definition.origin:
        picked = _("Those who stood in “%(analysis)s” at %(cell)s when the list was made.")
        return _of_cell(definition.origin, today=today, names=names, sentence=picked)
    return Meaning(_("Picked by hand"), _("People whom somebody put on the list."))


def why_not(definition: audience.Definition, *, now: datetime) -> str:
    """Say why a definition cannot be asked any more; nothing when it can."""
    try:
        audience.preview(definition, now=now)
    except UnknownMeasure as unknown:
        return _("The analysis “%(name)s” does not exist any more.") % {"name": unknown.name}
    except BadParameter as problem:
        return _(problem.phrase.message) % problem.phrase.values
    return ""


def meanings(
    definitions: Mapping[object, audience.Definition], *, today: date, names: writing.Names
) -> dict[object, Meaning]:
    """Put several into words."""
    return {key: meaning(one, today=today, names=names) for key, one in definitions.items()}


def suggested(read: state.State, cell: Mapping[str, str], names: writing.Names) -> str:
    """Give a name for a segment made of a cell: “RFM: R 5, F 1”."""
    words = _(", ").join(place_of(read, cell, names))
    title = _(read.measure.title)
    return (_("%(analysis)s: %(cell)s") % {"analysis": title, "cell": words} if words else title)[
        : audience.LONGEST_NAME
    ]


def place_of(read: state.State, cell: Mapping[str, str], names: writing.Names) -> list[str]:
    """Name a cell; that it is all the people in it goes without saying."""
    said, counts = cell_words(read, dict(cell), names), read.measure.counts
    is_whole = bool(counts) and cell.get(PART, counts[0]) == counts[0]
    return said[:-1] if is_whole and len(said) > 1 else said


def read_of(cell: audience.Cell, *, today: date) -> state.State:
    """Give the state of the analysis page of a cell. Raises UnknownMeasure or BadParameter."""
    measure = registry.find(cell.measure)
    params = parameters.parse(measure.params, cell.values, as_of=today)
    return state.State(measure.under(params), params, today)


def _of_cell(cell: audience.Cell, *, today: date, names: writing.Names, sentence: str) -> Meaning:
    try:
        read = read_of(cell, today=today)
        said = place_of(read, cell.cell, names)
    except (UnknownMeasure, BadParameter) as problem:
        unknown = _("An analysis that is not known any more")
        return Meaning(unknown, unknown, str(problem))
    title, words = _(read.measure.title), _(" / ").join(said) or _("the whole")
    return Meaning(
        short=_("%(analysis)s: %(cell)s") % {"analysis": title, "cell": words},
        sentence=sentence % {"analysis": title, "cell": words},
        detail=filters.definition(read, names),
        href=read.url(),
    )
