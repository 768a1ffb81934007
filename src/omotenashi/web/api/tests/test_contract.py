# SPDX-License-Identifier: Apache-2.0
"""The API keeps its own OpenAPI document, whatever is sent to it (schemathesis).

OMOTENASHI_API_EXAMPLES sets the examples per operation; `just schemathesis` takes many.
"""

import os
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

EXAMPLES = int(os.environ.get("OMOTENASHI_API_EXAMPLES", "10"))
# Which parameters a measure understands depends on the measure, and which card is one on the seal that the code bears,
# so the document cannot promise that any is right.
DEPENDS = {"get_measure", "list_measure_people", "scan_card", "make_link_code"}

document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.fixture
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the connection of the test, which the end of a request would close."""
    monkeypatch.setattr(signals.request_started, "receivers", [])
    monkeypatch.setattr(signals.request_finished, "receivers", [])


@pytest.fixture
def secret(one_connection: None, key_of: Callable[[str], str]) -> str:
    """The secret of a key that may do everything."""
    return key_of("headquarters")


@document.parametrize()
@settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)
def test_every_answer_is_one_that_the_document_promises(case: Any, secret: str) -> None:
    headers = {"Authorization": f"Bearer {secret}"}
    if case.meta.generation.mode.is_positive and case.method == "POST":
        headers["Idempotency-Key"] = str(uuid4())  # a key that stands for another body is refused, and rightly so
    depends = case.operation.definition.raw["operationId"] in DEPENDS
    case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance] if depends else [])
