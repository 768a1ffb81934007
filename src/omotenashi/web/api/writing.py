# SPDX-License-Identifier: Apache-2.0
"""Writing: a batch of records under one key, done once, with a verdict for each record."""

from collections.abc import Callable, Sequence
from typing import Annotated, Literal, cast

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Header, Schema
from pydantic import Field

from omotenashi.base.idempotency import actions as idempotency
from omotenashi.web.api import keys
from omotenashi.web.api.problems import Refused

LARGEST_BATCH = 1000
_COME_BACK = {"Retry-After": "1"}

IdempotencyKey = Annotated[
    str,
    Header(
        ...,
        alias="Idempotency-Key",
        pattern="^[!-~]{8,100}$",
        description="A text of the caller's, new for each request that is not a repetition. The same key with the "
        "same body gives the first answer again and changes nothing. Kept for 7 days.",
        examples=["2f1c0a5e-7a40-4f5e-9d3c-0e8f5b6a7c11"],
    ),
]


Verdict = Literal["created", "updated", "unchanged", "refused"]


class Result(Schema):
    """What became of one record."""

    index: int = Field(description="The place of the record in the request, from 0.", examples=[0])
    result: Verdict
    id: str | None = Field(default=None, description="What the record is called here, where it was not refused.")
    reason: str | None = Field(default=None, description="Why it was refused, in the language of `Accept-Language`.")


class Report(Schema):
    """What became of a batch: created + updated + unchanged + refused = the number of records sent."""

    created: int
    updated: int
    unchanged: int
    refused: int
    results: list[Result]


def done(index: int, verdict: str, name: object) -> Result:
    """Give the result of a record that was taken."""
    return Result(index=index, result=cast("Verdict", verdict), id=str(name))


def refused(index: int, reason: str) -> Result:
    """Give the result of a record that was not."""
    return Result(index=index, result="refused", reason=reason)


def report(results: Sequence[Result]) -> Report:
    """Count the verdicts."""
    said = [result.result for result in results]
    return Report(
        created=said.count("created"),
        updated=said.count("updated"),
        unchanged=said.count("unchanged"),
        refused=said.count("refused"),
        results=list(results),
    )


def once(request: HttpRequest, key: str, work: Callable[[], Sequence[Result]]) -> HttpResponse:
    """Do the work of a request once, in one transaction with its answer."""

    def answer() -> idempotency.Answer:
        return idempotency.Answer(200, report(work()).model_dump_json())

    body = f"{request.method} {request.path}\0".encode() + request.body
    try:
        found = idempotency.answer_once(owner=str(keys.bearer(request).pk), key=key, body=body, work=answer)
    except idempotency.OtherBody:
        raise Refused(422, "key_reused", _("This Idempotency-Key was used for another request.")) from None
    except idempotency.StillRunning:
        message = _("A request with this Idempotency-Key is being worked on. Try again in a moment.")
        raise Refused(409, "still_running", message, headers=_COME_BACK) from None
    repeat = {"Idempotency-Replayed": "true"} if found.is_repeat else {}
    return HttpResponse(found.response, status=found.state, content_type="application/json", headers=repeat)
