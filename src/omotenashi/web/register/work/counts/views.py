# SPDX-License-Identifier: Apache-2.0
"""Count: open a round, scan, look a second time, approve. Whoever counts never sees what the book says."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock import queries
from omotenashi.web.register.work.counts import reads
from omotenashi.web.register.work.desk import Desk, at_desk, whole


@require_GET
@at_desk("stock.work")
def show_rounds(desk: Desk) -> HttpResponse:
    """Show the rounds of this shop, and begin one."""
    number = max(1, whole(desk.request.GET.get("page", "1"), most=999) or 1)
    rows, more = reads.listed(desk.shop, page=number)
    return desk.page(
        "counts", place="stock", rows=rows, more=more, number=number, categories=reads.categories(desk.shop),
        to_count=list(queries.to_count(location_id=desk.shop.pk)[:20]),
        states={key: (look, str(name)) for key, (name, look) in reads.STATES.items()},
    )  # fmt: skip


@require_POST
@at_desk("stock.work")
def open_round(desk: Desk) -> HttpResponse:
    """Begin a round over the shop, a zone, what somebody should look at, or what will be scanned."""
    posted = desk.request.POST
    what, category = posted.get("scope", "all"), posted.get("category", "")
    wanted = reads.scope(desk.shop, what, category=category)
    if wanted == [] and what != "scans":
        return desk.to("work-counts", said=_("There is nothing to count in that choice."), state="warn")
    name = posted.get("name", "").strip()[:60] or (category if what == "category" else "")
    made = stock.rounds.open_round(
        location_id=desk.shop.pk, variant_ids=wanted, name=name, key=desk.key, actor=desk.actor, now=desk.now
    )
    return desk.to("work-count", made)


@require_GET
@at_desk("stock.work")
def show_round(desk: Desk, round_id: UUID) -> HttpResponse:
    """Show the sheet; in review and afterwards the differences to who may approve."""
    found = reads.find(desk, round_id)
    is_over = found.state in ("posted", "discarded")
    seen = (found.state == "review" or is_over) and desk.may("stock.approve")
    return desk.page(
        "count", place="stock", round=found, name_of_state=str(reads.STATES[found.state][0]),
        look=reads.STATES[found.state][1], is_over=is_over, sheet=None if is_over else reads.sheet_of(found, by=desk.actor),
        differences=reads.differences_of(found) if seen else None, may_approve=desk.may("stock.approve"),
        opener=reads.names_of({found.actor}).get(found.actor, ""),
    )  # fmt: skip


@require_POST
@at_desk("stock.work")
def enter(desk: Desk, round_id: UUID) -> HttpResponse:
    """Keep what somebody counted so far; the page's script sends it by itself, whole numbers and never additions."""
    found = reads.find(desk, round_id)
    counted = _counted(desk)
    is_script = desk.request.headers.get("Accept", "").startswith("application/json")
    try:
        if counted:
            stock.rounds.enter(found.pk, counted, by=desk.actor, now=desk.now)
    except stock.Conflict:
        if is_script:
            return JsonResponse({"message": _("The round is closed.")}, status=409)
        return desk.to("work-count", found.pk, said=_("The round is closed."), state="warn")
    if is_script:
        return JsonResponse({"kept": len(counted)})
    return desk.to("work-count", found.pk, said=_("Kept."))


@require_POST
@at_desk("stock.work")
def finish(desk: Desk, round_id: UUID) -> HttpResponse:
    """Close the counting: differences are looked at from now on; second counts may still come."""
    found = reads.find(desk, round_id)
    try:
        if counted := _counted(desk):
            stock.rounds.enter(found.pk, counted, by=desk.actor, now=desk.now)
        stock.rounds.review(found.pk, now=desk.now)
    except stock.Conflict:
        return desk.to("work-count", found.pk, said=_("The round is closed."), state="warn")
    return desk.to("work-count", found.pk, said=_("Counted. The shop manager approves the differences."))


@require_POST
@at_desk("stock.approve")
def post(desk: Desk, round_id: UUID) -> HttpResponse:
    """Book the differences, once."""
    found = reads.find(desk, round_id)
    try:
        changed = stock.rounds.post(found.pk, actor=desk.actor, now=desk.now)
    except stock.SecondCountNeeded as unsure:
        names = Variant.objects.filter(pk__in=unsure.variant_ids).order_by("sku").values_list("sku", flat=True)
        said = _("Somebody else must count these first: %(goods)s") % {"goods": ", ".join(names[:8])}
        return desk.to("work-count", found.pk, said=said, state="bad")
    except stock.Conflict:
        return desk.to("work-count", found.pk, said=_("Close the counting first."), state="warn")
    said = ngettext("Booked: %(n)d product differed.", "Booked: %(n)d products differed.", changed) % {"n": changed}
    return desk.to("work-count", found.pk, said=said)


@require_POST
@at_desk("stock.approve")
def discard(desk: Desk, round_id: UUID) -> HttpResponse:
    """Throw a round away; the book stays as it is."""
    found = reads.find(desk, round_id)
    try:
        stock.rounds.discard(found.pk, now=desk.now)
    except stock.Conflict:
        return desk.to("work-count", found.pk, said=_("The round is booked already."), state="warn")
    return desk.to("work-counts", said=_("Thrown away. The book stays as it is."))


def _counted(desk: Desk) -> dict[UUID, int]:
    """Read the counts of the form: only what has a number; a name that is no variant is left out."""
    said: dict[str, int] = {}
    for name, value in desk.request.POST.items():
        number = whole(str(value), most=99_999)
        if name.startswith("n-") and number is not None:
            said[name.removeprefix("n-")] = number
    ids = []
    for text in said:
        try:
            ids.append(UUID(text))
        except ValueError:
            continue
    known = Variant.objects.filter(pk__in=ids).values_list("id", flat=True)
    return {variant: said[str(variant)] for variant in known}
