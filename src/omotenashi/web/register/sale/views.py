# SPDX-License-Identifier: Apache-2.0
"""The screen of the till: a shell for the script, which may be kept and shown without a line."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET

from omotenashi.people.staff import queries as staff
from omotenashi.web.register.access import Till, at_till, colleagues
from omotenashi.web.register.frame import page
from omotenashi.web.register.sale import words


@require_GET
@ensure_csrf_cookie
@at_till("sales.make")
def show_sale(request: HttpRequest, till: Till) -> HttpResponse:
    """Show the till."""
    names = [{"id": str(one.pk), "name": one.name} for one in colleagues(till) if one.pk != till.staff.pk]
    context: dict[str, Any] = {"staff": names, "kept": words.kept(), "reprice": staff.may(till.staff, "sales.reprice")}
    return page(request, till, "sale", context, place="sale")
