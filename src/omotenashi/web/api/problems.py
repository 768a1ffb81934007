# SPDX-License-Identifier: Apache-2.0
"""What an error looks like: application/problem+json (RFC 9457) with a lasting code and a translated message."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Field, NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from omotenashi.web.api import wording

CONTENT_TYPE = "application/problem+json"


class Fault(Schema):
    """One place in the request that is not right."""

    where: str = Field(description="The way to the place, with dots: `body.records.0.sku`.", examples=["query.limit"])
    code: str = Field(description="What is wrong, for machines.", examples=["less_than_equal"])
    message: str = Field(description="What is wrong, for people, in the language of `Accept-Language`.")


class Problem(Schema):
    """Why a request was not answered."""

    type: str = Field(default="about:blank", description="Always `about:blank`; `code` says what it is.")
    title: str = Field(description="The phrase of the HTTP status.", examples=["Unprocessable Content"])
    status: int = Field(description="The HTTP status.", examples=[422])
    code: str = Field(description="What happened, for machines; it will not change.", examples=["invalid_request"])
    message: str = Field(description="What happened, for people, in the language of `Accept-Language`.")
    errors: list[Fault] = Field(default_factory=list, description="The places that are not right, where there are any.")


class Refused(Exception):
    """A request that is not answered as wished: status, code and message; the views raise it."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str | Promise,
        *,
        errors: Iterable[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status, self.code, self.message = status, code, message
        self.errors, self.headers = list(errors), dict(headers or {})
        super().__init__(code)


def not_found() -> Refused:
    """Give the answer for what does not exist."""
    return Refused(404, "not_found", gettext_lazy("There is nothing here."))


def answer(refused: Refused) -> HttpResponse:
    """Give the HTTP answer of a refusal."""
    problem = Problem(
        title=HTTPStatus(refused.status).phrase,
        status=refused.status,
        code=refused.code,
        message=str(refused.message),
        errors=refused.errors,
    )
    body = problem.model_dump_json()
    return HttpResponse(body, status=refused.status, content_type=CONTENT_TYPE, headers=refused.headers)


def install(api: NinjaAPI) -> None:
    """Sign up the answers for everything that may go wrong on the way to a view and in it."""
    for kind, translate in _TRANSLATIONS.items():
        api.add_exception_handler(kind, _handler(translate))


def _handler(translate: Any) -> Any:
    def handle(_request: HttpRequest, failure: Any) -> HttpResponse:
        return answer(translate(failure))

    return handle


def _unknown_key(_failure: AuthenticationError) -> Refused:
    message = _("This needs a valid API key: Authorization: Bearer omo_…")
    return Refused(401, "unknown_key", message, headers={"WWW-Authenticate": "Bearer"})


def _unreadable(failure: HttpError) -> Refused:
    if failure.status_code == HTTPStatus.BAD_REQUEST:
        return Refused(400, "unreadable_body", _("The body is not JSON."))
    return Refused(failure.status_code, "refused", str(failure))


def _invalid(failure: ValidationError) -> Refused:
    faults = [_fault(error) for error in failure.errors]
    return Refused(422, "invalid_request", _("The request is not right. Each place is named below."), errors=faults)


def _fault(error: Mapping[str, Any]) -> Fault:
    # ninja names the view's own argument too; the caller does not know it.
    way = [str(part) for part in error.get("loc", ()) if part != wording.BODY_ARGUMENT]
    return Fault(where=".".join(way), code=str(error.get("type", "invalid")), message=wording.message_of(error))


def _too_big(_failure: RequestDataTooBig) -> Refused:
    return Refused(413, "too_big", _("The body is too big. Send fewer records at a time."))


def _too_fast(failure: Throttled) -> Refused:
    message = _("Too many requests at once. Please wait a moment.")
    return Refused(429, "too_fast", message, headers={"Retry-After": str(int(failure.wait or 1))})


_TRANSLATIONS: dict[type[Exception], Any] = {
    Refused: lambda failure: failure,
    AuthenticationError: _unknown_key,
    Throttled: _too_fast,
    HttpError: _unreadable,
    ValidationError: _invalid,
    RequestDataTooBig: _too_big,
    Http404: lambda _failure: not_found(),
}
