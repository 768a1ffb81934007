# SPDX-License-Identifier: Apache-2.0
"""Who is holding the phone: cookies of our own, signed, and apart from the sessions of staff.

A member never becomes a user of Django. `MEMBER` names the node of the member's LINE account and nothing else: what it
opens is looked up at each request, so a join that was undone closes at once. `PENDING` holds a LINE user who came back
from LINE and has not agreed yet; `FLOW` what a log-in that is under way must bring back (state, nonce, PKCE); `NEXT`
where the shop wants one back. Nothing from before the log-in is taken over, so there is no session that could be fixed beforehand.
"""

import json
from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from omotenashi.web.ui import members
from omotenashi.web.ui.members import MEMBER, member_node

__all__ = ["DEVICE", "FLOW", "MEMBER", "NEXT", "PENDING", "forget", "held", "keep", "member_node", "sign_in"]
PENDING, FLOW, NEXT = "omotenashi_pending", "omotenashi_line", "omotenashi_next"
# Which of the devices that take notifications this browser is.
DEVICE = "omotenashi_device"
# The shop reads who is a member, too (web/ui/members.py); the rest is for these pages alone.
_PATHS = {MEMBER: "/", PENDING: "/my/", FLOW: "/my/", NEXT: "/my/", DEVICE: "/my/"}
_AGES = {MEMBER: members.MEMBER_SECONDS, PENDING: 15 * 60, FLOW: 10 * 60, NEXT: 15 * 60, DEVICE: 400 * 24 * 3600}


def sign_in(response: HttpResponseBase, *, node_id: UUID) -> None:
    """Let the browser hold a member's card."""
    forget(response, PENDING)
    keep(response, MEMBER, {"node": str(node_id)})


def keep(response: HttpResponseBase, name: str, values: Mapping[str, str]) -> None:
    """Give the browser some values, signed, unreadable for scripts, only for these pages."""
    response.set_signed_cookie(
        name, json.dumps(values), salt=name, max_age=_AGES[name], path=_PATHS[name], httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def held(request: HttpRequest, name: str) -> dict[str, str]:
    """Give the values a browser brought, or none when they are missing, old, or not ours."""
    return members.signed(request, name, _AGES[name])


def forget(response: HttpResponseBase, name: str) -> None:
    """Take values away."""
    response.delete_cookie(name, path=_PATHS[name], samesite="Lax")
