# SPDX-License-Identifier: Apache-2.0
"""The OpenAPI document: ninja's, and what can go wrong with each operation."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, re_path
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from omotenashi.web.api import problems
from omotenashi.web.api.problems import Problem

_WHY = {
    400: "The body is not JSON.",
    401: "No API key, or one that is not known or was revoked.",
    403: "The role of the key does not allow this. The refusal is written down.",
    404: "There is nothing under this address.",
    409: "A request with this Idempotency-Key is being worked on, or what is asked for has changed meanwhile.",
    413: "The body is too big.",
    503: "Many want the same at this moment.",
    429: "Too many requests at once.",
    422: "A parameter or a part of the body is not right; `errors` names each place.",
}
# What any call of a shop may be told: its basket is gone, has changed, is asked too fast, or is waited for by many.
_PACED = (404, 409, 429, 503)
_RETRY_AFTER = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "string"}}}


class Api(NinjaAPI):
    """An API that documents its refusals and answers unknown addresses as it answers everything else."""

    is_paced = False

    def get_openapi_schema(self, *, path_prefix: str | None = None, **kwargs: Any) -> OpenAPISchema:
        """Give the document, with a response for each refusal that an operation can give."""
        document = super().get_openapi_schema(path_prefix=path_prefix, **kwargs)
        schemas = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        document["components"]["schemas"] |= {**schemas.pop("$defs"), "Problem": schemas}
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                codes = [*_codes(path, method, operation), *(_PACED if self.is_paced else ())]
                operation["responses"] |= {str(code): _refusal(code) for code in codes}
        return document

    @property
    def urls(self) -> tuple[list[Any], str, str]:
        """Give the addresses, and an answer for all others under the same root."""
        patterns, app_name, namespace = super().urls
        rest: URLPattern = re_path("^", _nothing_here, name="nothing-here")
        return [*patterns, rest], app_name, namespace


def _codes(path: str, method: str, operation: dict[str, Any]) -> list[int]:
    codes = [401, 403]
    if "{" in path:
        codes.append(404)
    if method in ("post", "put"):
        codes += [400, 409, 413]
    if operation.get("parameters") or operation.get("requestBody"):
        codes.append(422)
    return sorted(codes)


def _refusal(code: int) -> dict[str, Any]:
    content = {problems.CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    answer: dict[str, Any] = {"description": _WHY[code], "content": content}
    return {**answer, "headers": _RETRY_AFTER} if code in (409, 429, 503) else answer


def _nothing_here(_request: HttpRequest) -> HttpResponse:
    return problems.answer(problems.not_found())
