# SPDX-License-Identifier: Apache-2.0
"""Who may open a page: signed in, and with the permission. A refusal is written down and answered with a page."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase

from omotenashi.people.staff import actions, queries
from omotenashi.people.staff.models import Staff
from omotenashi.web.ui import errors

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def needs[**P](permission: str) -> Callable[[View[P]], View[P]]:
    """Let only staff with a permission of `people.staff.rules` into a view.

    Strangers go to the sign-in. A refusal is audited with the address and answered with 403.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if queries.may(request.user, permission):
                return view(request, *args, **kwargs)
            actions.audit(request.user, permission, subject=request.path, details={"method": request.method})
            return errors.forbidden(request)

        return login_required(guarded)  # type: ignore[return-value]  # its stubs know no parameters

    return decorate


def demand(request: HttpRequest, permission: str) -> bool:
    """Say whether whoever asks may do what only this request asks for; a refusal is audited."""
    if queries.may(request.user, permission):
        return True
    return bool(actions.audit(request.user, permission, subject=request.path, details={"method": request.method}))


def who(request: HttpRequest) -> Staff:
    """Give the person who is signed in, inside a guarded view."""
    assert isinstance(request.user, Staff)  # noqa: S101  # `needs` let nobody else in
    return request.user
