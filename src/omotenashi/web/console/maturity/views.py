# SPDX-License-Identifier: Apache-2.0
"""オムニチャネル診断: the page, and an answer given or left to the record again."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.insight.actions import answer_maturity
from omotenashi.insight.maturity.evidence import findings
from omotenashi.insight.maturity.stages import CODES, Level
from omotenashi.insight.models import MaturityAnswer
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.maturity import page

_RECORD = "record"


@require_GET
@needs("measures.view")
def show(request: HttpRequest) -> HttpResponse:
    """Where the shop stands, why, and what comes next."""
    return _page(request)


@require_POST
@needs("settings.edit")
def create_answer(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the answer to a question; "record" leaves it to the record again."""
    wanted = str(request.POST.get("level", ""))
    if code not in CODES or wanted not in {_RECORD, *(str(int(level)) for level in Level)}:
        raise Http404
    level = None if wanted == _RECORD else Level(int(wanted))
    person = who(request)
    answer_maturity(code, level, by=f"staff:{person.pk}", now=clock.now())
    staff.audit(person, "settings.edit", subject="maturity", details={"question": code, "answer": wanted})
    if request.htmx:  # type: ignore[attr-defined]  # middleware
        return _page(request)
    return redirect("console:maturity")


def _page(request: HttpRequest) -> HttpResponse:
    answers = MaturityAnswer.objects.in_bulk()
    context = page.context_of(findings(now=clock.now()), answers)
    context["may_answer"] = may(request.user, "settings.edit")
    short = request.htmx and request.method == "POST"  # type: ignore[attr-defined]  # middleware
    return render(request, f"console/maturity/{'standing' if short else 'page'}.html", context)
