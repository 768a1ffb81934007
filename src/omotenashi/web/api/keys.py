# SPDX-License-Identifier: Apache-2.0
"""Who asks: the bearer of an API key. The key's role decides what is allowed, and a refusal is written down."""

from datetime import timedelta
from typing import Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from omotenashi.base import clock
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff import queries as staff_queries
from omotenashi.people.staff.models import ApiKey
from omotenashi.web.api.problems import Refused

# A key that is used a thousand times a minute is noted once.
_NOTED_EVERY = timedelta(minutes=1)


class Bearer(HttpBearer):
    """`Authorization: Bearer omo_…`."""

    openapi_description = "An API key, made under Settings on the console."

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:  # noqa: ARG002  # ninja's signature
        """Find the live key of a secret and note its use."""
        return noted(token)


def noted(secret: str) -> ApiKey | None:
    """Give the live key of a secret and note its use."""
    key = staff_queries.key_owner(secret)
    now = clock.now()
    if key and (key.last_used_at is None or key.last_used_at < now - _NOTED_EVERY):
        staff.touch_key(key_id=key.pk, now=now)
    return key


def bearer(request: HttpRequest) -> ApiKey:
    """Give the key with which a request came."""
    return cast("ApiKey", cast("Any", request).auth)


def demand(request: HttpRequest, permission: str) -> None:
    """Go on only if the key's role may do this. Refusals stand in the audit log; single reads do not."""
    if not staff_queries.may(bearer(request), permission):
        _refuse(request, permission)


def demand_noted(request: HttpRequest, permission: str, **details: Any) -> None:
    """As `demand`, for what is written down also when it is allowed: writing, and taking lists away."""
    try:
        staff.demand(bearer(request), permission, subject=request.path, details=details)
    except staff.Forbidden:
        raise _refusal(permission) from None


def _refuse(request: HttpRequest, permission: str) -> None:
    staff.audit(bearer(request), permission, subject=request.path)
    raise _refusal(permission)


def _refusal(permission: str) -> Refused:
    message = _("The role of this API key does not allow this: %(permission)s") % {"permission": permission}
    return Refused(403, "forbidden", message)
