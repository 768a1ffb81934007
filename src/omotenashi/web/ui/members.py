# SPDX-License-Identifier: Apache-2.0
"""Whose browser it is: the cookie that the member card's door sets (/my/), read by every surface for customers.

It names the node of the member's LINE account and nothing else; what that opens is looked up at each request.
"""

import json
from uuid import UUID

from django.core import signing
from django.http import HttpRequest

MEMBER = "omotenashi_member"
MEMBER_SECONDS = 90 * 24 * 3600


def member_node(request: HttpRequest) -> UUID | None:
    """Give the node of the member whose browser this is."""
    found = signed(request, MEMBER, MEMBER_SECONDS).get("node")
    return UUID(found) if found else None


def signed(request: HttpRequest, name: str, seconds: int) -> dict[str, str]:
    """Give the values of a signed cookie, or none when they are missing, old, or not ours."""
    try:
        text = request.get_signed_cookie(name, salt=name, max_age=seconds)
    except (KeyError, signing.BadSignature):
        return {}
    found: dict[str, str] = json.loads(text or "{}")
    return found
