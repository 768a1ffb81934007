# SPDX-License-Identifier: Apache-2.0
"""What is done with batches: made, printed, posted; what came back and what was answered."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.actions import postcards
from omotenashi.engagement.messaging.models import PrintBatch
from omotenashi.engagement.messaging.queries import postcards as known
from omotenashi.people.staff import actions as staff
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.postcards import printing
from omotenashi.web.console.reading import whole
from omotenashi.web.ui import prints, toasts


@require_POST
@needs("messages.edit")
def put_price(request: HttpRequest) -> HttpResponse:
    """Say what a card costs, postage and print together."""
    price = whole(request.POST.get("price", ""))
    try:
        messaging.set_plan("post", price=-1 if price is None else price, spare=0)
    except messaging.BadKeys:
        toasts.add(request, _("The price is a number of yen."), state="bad")
        return redirect("console:postcards")
    staff.audit(who(request), "messages.edit", subject="channel:post", details={"price": price})
    toasts.add(request, _("Saved"))
    return redirect("console:postcards")


@require_POST
@needs("messages.edit")
def create_made(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Make a batch: nothing is added any more, its cards are numbered."""
    get_object_or_404(PrintBatch, pk=batch_id)
    batch = postcards.make(batch_id, by=who(request).name, now=clock.now(), upright=request.POST.get("way") != "level")
    lost = printing.unprintable(known.cards(batch))
    for card in known.cards(batch, codes=list(lost)) if lost else ():
        postcards.withdraw_piece(card.piece.pk, why="letters", now=clock.now())
    staff.audit(who(request), "messages.edit", subject=f"batch:{batch.pk}", details={"made": True})
    toasts.add(request, _("The batch is made: it can be printed."))
    return redirect("console:postcards-batch", batch.pk)


@require_POST
@needs("messages.publish")
def create_posted(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Note that the cards were handed to the post."""
    get_object_or_404(PrintBatch, pk=batch_id)
    try:
        postcards.post(batch_id, by=who(request).name, now=clock.now())
    except postcards.NotThere:
        toasts.add(request, _("Make the batch first."), state="bad")
    else:
        staff.audit(who(request), "messages.publish", subject=f"batch:{batch_id}", details={"posted": True})
        toasts.add(request, _("Posted. Answers and returns are counted from now on."))
    return redirect("console:postcards-batch", batch_id)


@require_POST
@needs("messages.edit")
def create_withdrawal(request: HttpRequest, batch_id: UUID, piece_id: UUID) -> HttpResponse:
    """Take one card out before it is posted."""
    if postcards.withdraw_piece(piece_id, why="staff", now=clock.now()):
        staff.audit(who(request), "messages.edit", subject=f"batch:{batch_id}", details={"withdrawn": str(piece_id)})
        toasts.add(request, _("The card was taken out."))
    return redirect("console:postcards-batch", batch_id)


@require_POST
@needs("messages.edit")
def create_news(request: HttpRequest) -> HttpResponse:
    """Note by its code that a card came back, or that somebody came with it."""
    code, what = request.POST.get("code", "")[:40], request.POST.get("what", "")
    try:
        if what == "answered":
            piece = postcards.answered(code, now=clock.now())
        else:
            piece = postcards.came_back(code, reason=what, by=who(request).name, now=clock.now())
    except (postcards.NotThere, ValueError):
        toasts.add(request, _("No posted card has this code."), state="bad")
        return redirect("console:postcards")
    staff.audit(who(request), "messages.edit", subject=f"batch:{piece.batch_id}", details={"news": what})
    toasts.add(request, _("Noted as an answer.") if what == "answered" else _("Noted as returned."))
    return redirect("console:postcards-batch", piece.batch_id)


@require_POST
@needs("customers.export")
def create_pdf(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The cards for the printer: both sides, with bleed and trim marks."""
    batch = get_object_or_404(PrintBatch.objects.select_related("template_version"), pk=batch_id)
    try:
        body = printing.pdf(batch, known.cards(batch))
    except (prints.Unprintable, queries.Missing) as failure:
        toasts.add(request, _("It cannot be printed as it is: %(why)s") % {"why": str(failure)[:160]}, state="bad")
        return redirect("console:postcards-batch", batch_id)
    return _file(request, batch, body, "application/pdf", "pdf")


@require_POST
@needs("customers.export")
def create_csv(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The addresses for a print house."""
    batch = get_object_or_404(PrintBatch.objects.select_related("template_version"), pk=batch_id)
    encoding = "cp932" if request.POST.get("encoding") == "cp932" else "utf-8"
    text = printing.table(list(known.cards(batch)))
    return _file(request, batch, printing.encoded(text, encoding), "text/csv", "csv")


def _file(request: HttpRequest, batch: PrintBatch, body: bytes, kind: str, ending: str) -> HttpResponse:
    staff.audit(who(request), "customers.export", subject=f"batch:{batch.pk}", details={"file": ending})
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="postcards-{batch.day:%Y%m%d}.{ending}"'
    answer["Cache-Control"] = "no-store"
    return answer
