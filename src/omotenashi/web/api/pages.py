# SPDX-License-Identifier: Apache-2.0
"""Pages along a key: no page is lost or doubled while rows come in, and the last page is as quick as the first.

A cursor names the last row of a page by a moment and a number: 16 and 32 hexadecimal digits. Every text of that
form is a cursor, so a strange one leads to an empty page, not to an error.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from omotenashi.web.api.problems import Fault, Refused

START = datetime(1, 1, 1, tzinfo=UTC)
_LAST = datetime(9999, 12, 31, tzinfo=UTC)

Cursor = Annotated[
    str,
    Query("", pattern="^([0-9a-f]{48})?$", description="`next` of the page before; empty for the first page."),
]
Limit = Annotated[int, Query(50, ge=1, le=200, description="How many at most.")]
NEXT = Field(description="The cursor of the next page, or null after the last.", examples=[None])


def cursor_of(moment: datetime, number: int) -> str:
    """Give the cursor that stands behind a row."""
    return f"{(moment - START) // timedelta(microseconds=1):016x}{number:032x}"


def read(cursor: str) -> tuple[datetime, int]:
    """Give the moment and the number that a cursor names."""
    micros = int(cursor[:16], 16)
    longest = (_LAST - START) // timedelta(microseconds=1)
    return START + timedelta(microseconds=min(micros, longest)), int(cursor[16:], 16)


def read_id(cursor: str) -> tuple[datetime, UUID]:
    """As `read`, where the number is an id."""
    moment, number = read(cursor)
    return moment, UUID(int=number)


def cut[T](rows: Sequence[T], *, limit: int, key: Callable[[T], tuple[datetime, int]]) -> tuple[list[T], str | None]:
    """Give a page and its cursor from rows of which one more than the limit was asked for."""
    page = list(rows[:limit])
    return page, cursor_of(*key(page[-1])) if len(rows) > limit else None


def seq(cursor: str) -> int | None:
    """Give the number of a cursor whose moment says nothing, kept within a bigint."""
    return min(read(cursor)[1], 2**63 - 1) if cursor else None


def without_strangers(view: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse query parameters that an operation does not know, so that a slip is found at once."""

    @wraps(view)
    def checked(request: HttpRequest, **arguments: Any) -> Any:
        if strangers := sorted(set(request.GET) - set(arguments)):
            message = _("This is not known here.")
            faults = [Fault(where=f"query.{name}", code="extra_forbidden", message=message) for name in strangers]
            raise Refused(
                422, "invalid_request", _("The request is not right. Each place is named below."), errors=faults
            )
        return view(request, **arguments)

    return checked


def body(items: Sequence[Any], following: str | None) -> dict[str, Any]:
    """Give a page as it is answered."""
    return {"items": list(items), "next": following}
