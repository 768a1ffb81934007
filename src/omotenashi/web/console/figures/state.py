# SPDX-License-Identifier: Apache-2.0
"""The state of an analysis page is its address: parameters of the measure, switches of the page, a cell.

Only what differs from the default stands in the address. Parameters keep their names, the switches of the
page begin with ``view.``, the keys of a cell with ``cell.`` (a measure may use one name for both).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from omotenashi.insight.measures import params as parameters
from omotenashi.insight.measures import registry
from omotenashi.insight.measures.contract import Measure
from omotenashi.insight.measures.params import BadParameter, Common

VIEW, CELL = "view.", "cell."


@dataclass(frozen=True)
class State:
    """What a page shows. ``today`` is the as-of day when none is named; what is ``held`` nobody here may choose."""

    measure: Measure
    params: Common
    today: date
    view: Mapping[str, str] = field(default_factory=dict)
    refused: tuple[BadParameter, ...] = ()
    held: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> dict[str, str]:
        """Every parameter as text."""
        return parameters.to_text(self.params)

    @property
    def values(self) -> dict[str, str]:
        """The parameters that differ from their defaults, as text: what the address carries."""
        defaults = {one.name: one.default for one in parameters.describe(self.measure.params)}
        defaults["as_of"] = self.today.isoformat()
        return {name: text for name, text in self.text.items() if text != defaults.get(name, text)}

    def url(self, **changes: str) -> str:
        """The address of this page with some parameters changed; an empty text means the default."""
        return self._at("console:figure", changes)

    def switch(self, **view: str) -> str:
        """The address of this page with some switches changed."""
        return self._at("console:figure", {VIEW + name: text for name, text in view.items()})

    def people(self, cell: Mapping[str, object], *, name: str = "", **changes: str) -> str:
        """The address of the people behind a cell, here or of another measure with these parameters."""
        keys = {CELL + key: "" if value is None else str(value) for key, value in cell.items()}
        values = self.shared_with(name) if name else self.values
        query = {key: text for key, text in {**values, **changes}.items() if text} | keys
        return f"{reverse('console:figure_people', args=[name or self.measure.name])}?{urlencode(query)}"

    def export(self, kind: str) -> str:
        """The address of this answer as a file: csv or json."""
        return self._at("console:figure_export", {"format": kind})

    def shared_with(self, name: str) -> dict[str, str]:
        """Those of our values that another measure understands in the same way."""
        theirs = {one.name: one.kind for one in parameters.describe(registry.find(name).params)}
        ours = {one.name: one.kind for one in parameters.describe(self.measure.params)}
        return {key: text for key, text in self.values.items() if theirs.get(key) == ours[key]}

    def other(self, name: str) -> str:
        """The address of another measure with those of our parameters that it knows."""
        return _address("console:figure", name, self.shared_with(name))

    def _at(self, route: str, changes: Mapping[str, str]) -> str:
        view = {VIEW + key: text for key, text in self.view.items()}
        return _address(route, self.measure.name, {**self.values, **view, **changes})


def read(measure: Measure, query: QueryDict, *, today: date, held: Mapping[str, str] | None = None) -> State:
    """Read the state from an address, whatever it says of what is held. What cannot be read is named in ``refused``."""
    known = [one.name for one in parameters.describe(measure.params)]
    values = {name: text for name in known if (text := _joined(query, name))}
    if "paint" in known and "paint11" in query:
        values["paint"] = _painted(query)
    values |= held or {}
    refused: list[BadParameter] = []
    while True:
        try:
            params = parameters.parse(measure.params, values, as_of=today)
        except BadParameter as problem:
            if problem.name not in values:
                raise
            refused.append(problem)
            del values[problem.name]
            continue
        view = {key.removeprefix(VIEW): str(query[key]) for key in query if key.startswith(VIEW)}
        return State(measure.under(params), params, today, view, tuple(refused), held or {})


def is_clean(query: QueryDict, state: State) -> bool:
    """Is this the one address of the state? A form without scripts sends empty fields and defaults, too."""
    sent = [key for key in query if not key.startswith(VIEW)]
    return set(sent) == set(state.values) and all(len(query.getlist(key)) == 1 for key in sent)


def cell_of(query: QueryDict) -> dict[str, str]:
    """The cell that an address names."""
    return {key.removeprefix(CELL): str(query[key]) for key in query if key.startswith(CELL)}


def _painted(query: QueryDict) -> str:
    """The letters of the paint form, R1F1 first; nothing when the paint is not to be used."""
    if not query.get("painted"):
        return ""
    return "".join(query.get(f"paint{r}{f}", "E") for r in range(1, 6) for f in range(1, 6))


def _joined(query: QueryDict, name: str) -> str:
    """A list may come as one text or, from a form, as several fields of one name."""
    return ",".join(part.strip() for part in query.getlist(name) if part.strip())


def _address(route: str, name: str, query: Mapping[str, str]) -> str:
    kept = {key: text for key, text in query.items() if text}
    path = reverse(route, args=[name])
    return f"{path}?{urlencode(kept)}" if kept else path
