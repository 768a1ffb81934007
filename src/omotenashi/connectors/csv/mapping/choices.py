# SPDX-License-Identifier: Apache-2.0
"""What a person (or the suggestion) decided about a file; stored with the run and with the layout."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from omotenashi.connectors.csv.mapping.fields import Kind
from omotenashi.connectors.csv.mapping.presets import PRESETS
from omotenashi.connectors.csv.mapping.suggest import Suggestion


@dataclass(frozen=True)
class Choices:
    """`columns`: column → field. `styles`: date column → ymd|dmy|mdy|serial. Empty texts mean "as detected"."""

    kind: str
    columns: dict[str, str] = field(default_factory=dict)
    preset: str = ""
    origin: str = ""
    channel: str = ""
    location: str = ""
    currency: str = ""
    styles: dict[str, str] = field(default_factory=dict)
    tax_included: bool = True
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""

    def as_json(self) -> dict[str, Any]:
        """For a JSON column."""
        return asdict(self)


def from_json(data: Mapping[str, Any]) -> Choices:
    """The choices behind `as_json`; keys of other versions are passed over."""
    known = {f.name for f in fields(Choices)}
    return Choices(**{name: value for name, value in data.items() if name in known})


def from_suggestion(suggestion: Suggestion, **given: Any) -> Choices:
    """What is chosen when nobody corrects anything."""
    preset = next((p for p in PRESETS if p.name == suggestion.preset), None)
    return Choices(
        **{
            "kind": suggestion.kind.value,
            "columns": suggestion.columns,
            "preset": suggestion.preset,
            "origin": preset.origin if preset else "",
            "tax_included": preset.tax_included if preset else True,
            **{name: value for name, value in given.items() if value},
        }
    )


def kind_of(choices: Choices) -> Kind:
    """The kind as an enum; ValueError for an unknown one."""
    return Kind(choices.kind)
