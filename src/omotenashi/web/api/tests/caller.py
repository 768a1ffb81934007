# SPDX-License-Identifier: Apache-2.0
"""Somebody who calls the API."""

from typing import Any
from uuid import uuid4

from django.test import Client


class Api:
    """A caller of the API with a key."""

    def __init__(self, secret: str, *, language: str = "en") -> None:
        self.client = Client(headers={"Authorization": f"Bearer {secret}", "Accept-Language": language})

    def get(self, path: str, **query: Any) -> Any:
        """Ask."""
        return self.client.get(f"/api/v1{path}", query)

    def post(self, path: str, records: list[dict[str, Any]], *, key: str | None = None) -> Any:
        """Write, under a new key unless one is given."""
        headers = {"Idempotency-Key": key or str(uuid4())}
        return self.client.post(
            f"/api/v1{path}", {"records": records}, content_type="application/json", headers=headers
        )
