# SPDX-License-Identifier: Apache-2.0
"""Measures: which there are, their answers, and the people behind a cell."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Router
from pydantic import WithJsonSchema

from omotenashi.base import clock
from omotenashi.insight.measures import registry
from omotenashi.web.api import keys, pages, sights
from omotenashi.web.api.measures import reading
from omotenashi.web.api.measures.schemas import AnswerOut, MeasureList, PeoplePage

router = Router()
Name = Annotated[str, Path(...), WithJsonSchema({"type": "string", "enum": list(reading.NAMES)})]
# The parameters depend on the measure, so the document can only say that there are some.
_ASKED = {
    "name": "params",
    "in": "query",
    "required": False,
    "style": "form",
    "explode": True,
    "description": "The measure's own parameters, as `GET /measures` lists them; for people also `cell.<key>`.",
    "schema": {"type": "object", "additionalProperties": {"type": "string"}},
}


@router.get("", response=MeasureList, operation_id="list_measures")
def list_measures(request: HttpRequest) -> dict[str, Any]:
    """Give every measure with its formula, parameters and columns, in the language of `Accept-Language`."""
    keys.demand(request, "measures.view")
    return {"items": [reading.describe(measure) for measure in registry.MEASURES]}


@router.get("/{name}", response=AnswerOut, operation_id="get_measure", openapi_extra={"parameters": [_ASKED]})
def get_measure(request: HttpRequest, name: Name) -> dict[str, Any]:
    """Answer a measure: the same as `omotenashi measure NAME --format json`."""
    keys.demand(request, reading.right_of(name))
    if name in reading.OF_PEOPLE:
        keys.demand_noted(request, "customers.export", measure=name)
    return reading.ask(name, request.GET.dict(), now=clock.now())


@router.get(
    "/{name}/people", response=PeoplePage, operation_id="list_measure_people", openapi_extra={"parameters": [_ASKED]}
)
def list_measure_people(request: HttpRequest, name: Name, cursor: pages.Cursor, limit: pages.Limit) -> dict[str, Any]:
    """Give the customers behind a cell, named by `cell.<key>`; it is an export (`customers.export`)."""
    keys.demand(request, reading.right_of(name))
    keys.demand_noted(request, "customers.export", measure=name)
    asked = {key: value for key, value in request.GET.dict().items() if key not in {"cursor", "limit"}}
    return reading.people(name, asked, sight=sights.of(request), cursor=cursor, limit=limit, now=clock.now())
