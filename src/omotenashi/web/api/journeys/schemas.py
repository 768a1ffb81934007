# SPDX-License-Identifier: Apache-2.0
"""Whom to take along, in JSON."""

from typing import Annotated

from pydantic import Field, WithJsonSchema

from omotenashi.web.api.identifiers import IdentifierIn
from omotenashi.web.api.values import LARGEST, TEXT, Code, Strict
from omotenashi.web.api.writing import LARGEST_BATCH

# Fifty values of so many signs are the 50 KB that a run keeps at most.
_LONGEST = 900
_NAME = "^[a-z][a-z0-9_]{0,49}$"

Values = Annotated[
    dict[
        Annotated[str, Field(pattern=_NAME)],
        Annotated[str, Field(max_length=_LONGEST, pattern=TEXT)]
        | bool
        | Annotated[int, Field(ge=-LARGEST, le=LARGEST)]
        | Annotated[float, Field(ge=-LARGEST, le=LARGEST)],
    ],
    Field(max_length=50),
    WithJsonSchema(
        {
            "type": "object",
            "propertyNames": {"type": "string", "pattern": _NAME},
            "additionalProperties": {
                "anyOf": [
                    {"type": "string", "maxLength": _LONGEST, "pattern": TEXT},
                    {"type": "boolean"},
                    {"type": "number", "minimum": -LARGEST, "maximum": LARGEST},
                ]
            },
            "maxProperties": 50,
            "examples": [{"seat": "A-12", "guests": 2}],
        }
    ),
]


class ArrivalIn(Strict):
    """Somebody who is taken along, and what is known of the reason; messages say it as `{{ event.seat }}`."""

    customer: list[IdentifierIn] = Field(min_length=1, max_length=20)
    key: Code | None = Field(
        default=None, description="What the run is about. The same person is taken along once for each key."
    )
    values: Values = Field(
        default_factory=dict, description="Names in small letters; at most 50, each of 900 signs at most."
    )


class ArrivalBatch(Strict):
    """People to be taken along."""

    records: list[ArrivalIn] = Field(
        min_length=1, max_length=LARGEST_BATCH,
        examples=[[{"customer": [{"type": "member_no", "value": "M-0001"}], "key": "R-2026-07", "values": {"seat": "A-12"}}]],
    )  # fmt: skip
