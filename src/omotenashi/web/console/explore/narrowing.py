# SPDX-License-Identifier: Apache-2.0
"""The filters of the page: those of every analysis, and those by the customer."""

from django.utils.translation import gettext as _

from omotenashi.insight import queries as insight
from omotenashi.insight.measures import params as parameters
from omotenashi.web.console.customers.words import GENDERS
from omotenashi.web.console.figures import filters
from omotenashi.web.console.figures.filters import Field, Group, Option
from omotenashi.web.console.figures.state import State
from omotenashi.web.console.figures.writing import Names, label

# Whose values stand in which column of the record.
_VALUES = {
    "tier": "tier",
    "first_channel": "channel",
    "prefecture": "prefecture",
    "gender": "gender",
    "member_rank": "member_rank",
}
_OWN = ("newness", *_VALUES)


def groups(read: State, names: Names) -> list[Group]:
    """The fields in groups; what is shut shows by its heading that something is chosen."""
    shared = filters.groups(read, names)
    known = {one.name: one for one in parameters.describe(read.measure.params)}
    chosen = set(read.values)
    newness = known["newness"]
    words = {"all": _("All"), "new": _("New customers"), "returning": _("Returning customers")}
    said = [Option(one, words[one], one == read.text["newness"]) for one in newness.choices]
    of_people = [Field("newness", label(newness.label), "select", options=said)]
    for name, column in _VALUES.items():
        values = insight.choices(column)
        picked = tuple(text for text in read.text[name].split(",") if text)
        if len(values) < 2 and not picked:
            continue
        shown = [Option(value, _named(name, value, names), value in picked) for value in sorted({*values, *picked})]
        folded = len(shown) > filters.MOST_OPEN and not picked
        of_people.append(Field(name, label(known[name].label), "checks", options=shown, folded=folded))
    made = [*shared[:-1], Group(label("Customer"), of_people), shared[-1]]
    return [
        Group(one.label, one.fields, open=any(field.name in chosen for field in one.fields)) for one in made
    ]  # fmt: skip


def _named(name: str, value: str, names: Names) -> str:
    if name == "gender":
        return str(GENDERS.get(value, value))
    return {"first_channel": names.channel, "tier": names.rank}.get(name, str)(value)
