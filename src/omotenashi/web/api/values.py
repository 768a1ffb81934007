# SPDX-License-Identifier: Apache-2.0
"""Values as they stand in JSON. Each type refuses what its OpenAPI schema refuses, and no more."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, LiteralString, NoReturn

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

# Neither control signs nor blanks at the ends, in the words of all dialects of regular expressions alike.
_SIGN = r"[^\x00-\x1f\x7f]"
_EDGE = r"[^\x00-\x20\x7f]"
CODE = rf"^{_EDGE}({_SIGN}*{_EDGE})?$"
TEXT = rf"^{_SIGN}*$"
LARGEST = 10**12

Code = Annotated[str, Field(min_length=1, max_length=100, pattern=CODE)]
Text = Annotated[str, Field(max_length=500, pattern=TEXT)]


def _whole(value: Any) -> Any:
    # JSON has one kind of number: 2.0 is a whole one. Text and truth are none.
    if isinstance(value, str | bool):
        raise PydanticCustomError("int_type", "not possible")
    return value


Whole = Annotated[int, Field(ge=0, le=LARGEST), BeforeValidator(_whole)]
Count = Annotated[int, Field(ge=1, le=1_000_000), BeforeValidator(_whole)]
TaxRate = Annotated[int, Field(ge=0, le=100, description="Per cent."), BeforeValidator(_whole)]
Options = Annotated[
    dict[Annotated[str, Field(min_length=1, max_length=100, pattern=CODE)], Text],
    Field(max_length=20),
    WithJsonSchema(
        {
            "type": "object",
            "propertyNames": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": CODE},
            "additionalProperties": {"type": "string", "maxLength": 500, "pattern": TEXT},
            "maxProperties": 20,
            "examples": [{"size": "S", "colour": "white"}],
        }
    ),
]

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:(\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_AMOUNT = r"^[0-9]{1,13}(\.[0-9]{1,4})?$"


class Strict(BaseModel):
    """A body in which a name that is not known is an error, so that a slip is found at once."""

    model_config = ConfigDict(extra="forbid")


def example(record: dict[str, Any]) -> ConfigDict:
    """Give the configuration of a batch with one record to show in the documents."""
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [{"records": [record]}]})


def _moment(value: Any) -> datetime:
    found = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        _refuse("moment")
    # RFC 3339 knows the leap second; Python does not, and the next second is what it means.
    leap = found.group(1) == "60"
    text = value[:17] + "59" + value[19:] if leap else value
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        return _refuse("moment")
    try:
        # In UTC: PostgreSQL takes no offset beyond 15:59, RFC 3339 knows 23:59.
        return (moment + timedelta(seconds=1) if leap else moment).astimezone(UTC)
    except OverflowError:  # the first or last day of the calendar: in form, and never plausible
        return datetime.min.replace(tzinfo=UTC)


def _day(value: Any) -> date:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    return _refuse("day")


def _amount(value: Any) -> Decimal:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= LARGEST and value == int(value):
        return Decimal(int(value))
    if isinstance(value, str) and re.fullmatch(_AMOUNT, value, re.ASCII):
        return Decimal(value)
    return _refuse("amount")


def _refuse(kind: LiteralString) -> NoReturn:
    raise PydanticCustomError(kind, "not possible")


Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-01-31T09:30:00+09:00"]}),
]
Day = Annotated[
    date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-01-31"]})
]
# A price that may be below one minor unit, so a number of JSON would lose its exactness.
Price = Annotated[
    Decimal,
    BeforeValidator(_amount),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": LARGEST},
                {"type": "string", "pattern": _AMOUNT},
            ]
        }
    ),
]


def is_plausible(moment: datetime, *, now: datetime) -> bool:
    """Say whether something can have happened then: after 1900, and not later than a day from now."""
    return datetime(1900, 1, 1, tzinfo=UTC) <= moment <= now + timedelta(days=1)
