# SPDX-License-Identifier: Apache-2.0
"""Ask another place for goods or send them there, lay aside, send, count what arrives: each only by the shop it concerns."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base.text.codes import code as plain
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.fulfilment.models import Fulfilment
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.actions.transfers import Arrived, Sending
from omotenashi.commerce.stock.models import Transfer, TransferLine
from omotenashi.places.locations.models import Location
from omotenashi.web.register.work.desk import Desk, at_desk, whole
from omotenashi.web.register.work.transfers import reads


@require_GET
@at_desk("products.view")
def show_transfers(desk: Desk) -> HttpResponse:
    """Show what comes and what goes."""
    view, q = desk.request.GET.get("view", "in"), desk.request.GET.get("q", "")[:60]
    view = view if view in reads.VIEWS else "in"
    number = max(1, whole(desk.request.GET.get("page", "1"), most=999) or 1)
    rows, more = reads.listed(desk.shop, view, q=q, page=number)
    return desk.page(
        "transfers", place="stock", rows=rows, more=more, view=view, views=reads.VIEWS.items(), q=q, number=number,
        counts=reads.counts(desk.shop), states={key: (look, str(name)) for key, (name, look) in reads.STATES.items()},
    )  # fmt: skip


@require_GET
@at_desk("stock.work")
def show_new(desk: Desk) -> HttpResponse:
    """Show the form of a new transfer, filled with a variant and a place where the link names them."""
    given = desk.request.GET
    others = Location.objects.filter(closed_at=None).exclude(pk=desk.shop.pk).exclude(kind="virtual").order_by("code")
    first = Variant.objects.select_related("product").filter(sku=plain(given.get("sku", ""))).first()
    return desk.page(
        "transfer_new", place="stock", others=others, first=first, wanted=given.get("place", ""),
        way="ask" if given.get("way") == "ask" else "send",
    )  # fmt: skip


@require_POST
@at_desk("stock.work")
def make(desk: Desk) -> HttpResponse:
    """Plan a transfer from this shop, or ask another place for goods."""
    posted = desk.request.POST
    other = Location.objects.filter(code=posted.get("place", ""), closed_at=None).exclude(pk=desk.shop.pk).first()
    wanted = _lines(desk)
    if other is None or not wanted:
        said = _("Choose the place, and scan what is to go.")
        return desk.to("work-transfer-new", said=said, state="bad")
    source, destination = (other, desk.shop) if posted.get("way") == "ask" else (desk.shop, other)
    made = stock.transfers.draft(
        [Sending(variant_id=variant, quantity=quantity) for variant, quantity in wanted.items()],
        source_id=source.pk, destination_id=destination.pk, key=desk.key, actor=desk.actor, now=desk.now,
    )  # fmt: skip
    return desk.to("work-transfer", made)


@require_GET
@at_desk("products.view")
def show_transfer(desk: Desk, transfer_id: UUID) -> HttpResponse:
    """Show one transfer with its next step."""
    return desk.page("transfer", place="stock", **reads.context_of(desk, reads.find(desk, transfer_id)))


@require_POST
@at_desk("stock.work")
def lay_aside(desk: Desk, transfer_id: UUID) -> HttpResponse:
    """Promise the pieces to the transfer, so that nobody sells them."""
    found = reads.find(desk, transfer_id)
    desk.own(found.source_id)
    try:
        return _done(
            desk, found, lambda: stock.transfers.ready(found.pk, now=desk.now), _("Laid aside: nobody sells them.")
        )
    except stock.OutOfStock as lacking:
        names = dict(Variant.objects.filter(pk__in=[x.variant_id for x in lacking.lines]).values_list("id", "sku"))
        short = ", ".join(f"{names[x.variant_id]} ({x.free}/{x.wanted})" for x in lacking.lines)
        return desk.to(
            "work-transfer", found.pk, said=_("Not enough is free: %(goods)s") % {"goods": short}, state="bad"
        )


@require_POST
@at_desk("stock.work")
def send(desk: Desk, transfer_id: UUID) -> HttpResponse:
    """The goods leave; fewer than asked for where fewer were scanned."""
    found = reads.find(desk, transfer_id)
    desk.own(found.source_id)
    sent = {line.pk: min(line.asked, desk.number(f"n-{line.variant_id}")) for line in found.lines.all()}
    if not any(sent.values()):
        return desk.to("work-transfer", found.pk, said=_("Scan what you put into the box."), state="bad")
    return _done(
        desk, found, lambda: stock.transfers.send(found.pk, sent=sent, actor=desk.actor, now=desk.now),
        _("On its way. It is %(place)s's stock in transit now.") % {"place": found.destination.name},
    )  # fmt: skip


@require_POST
@at_desk("stock.work")
def receive(desk: Desk, transfer_id: UUID) -> HttpResponse:
    """Count what arrived. Where something lacks, whoever counts says whether it comes later or is lost."""
    found = reads.find(desk, transfer_id)
    desk.own(found.destination_id)
    if task := Fulfilment.objects.filter(transfer_id=found.pk).first():
        return desk.to("work-task", task.pk)
    lines = list(found.lines.all())
    arrived = [
        Arrived(
            line_id=line.pk, received=desk.number(f"n-{line.variant_id}"), damaged=desk.number(f"d-{line.variant_id}")
        )
        for line in lines
    ]
    rest, missing = desk.request.POST.get("rest", ""), _missing(lines, arrived)
    if missing and rest not in ("later", "lost") and found.state in ("in_transit", "partly_received"):
        counted = {one.line_id: one for one in arrived}
        context = reads.context_of(desk, found)
        return desk.page("transfer", place="stock", status=422, missing=missing, counted=counted, **context)
    return _done(
        desk, found,
        lambda: stock.transfers.receive(
            found.pk, arrived, key=f"{found.pk}:{desk.key}", is_last=rest != "later", actor=desk.actor, now=desk.now
        ),
        _("Taken in. What arrived can be sold."),
    )  # fmt: skip


@require_POST
@at_desk("stock.work")
def cancel(desk: Desk, transfer_id: UUID) -> HttpResponse:
    """Call it off before it leaves: the sender always, who asked for it as long as nothing is laid aside."""
    found = reads.find(desk, transfer_id)
    if found.state != "draft":
        desk.own(found.source_id)
    return _done(desk, found, lambda: stock.transfers.cancel(found.pk, now=desk.now), _("Called off."))


def _done(desk: Desk, found: Transfer, act: Callable[[], object], said: str) -> HttpResponse:
    try:
        act()
    except stock.Conflict:
        found.refresh_from_db(fields=["state"])
        name = str(reads.STATES[found.state][0])
        sorry = _("Somebody was faster: the transfer is now “%(state)s”.") % {"state": name}
        return desk.to("work-transfer", found.pk, said=sorry, state="warn")
    return desk.to("work-transfer", found.pk, said=said)


def _missing(lines: Sequence[TransferLine], arrived: Sequence[Arrived]) -> int:
    """Give how many pieces of those that were sent did not come out of the box."""
    counted = {one.line_id: one.received + one.damaged for one in arrived}
    return sum(max(0, line.sent - line.received - line.damaged - counted[line.pk]) for line in lines)


def _lines(desk: Desk) -> dict[UUID, int]:
    named = {name.removeprefix("n-") for name in desk.request.POST if name.startswith("n-")}
    known = {str(key): key for key in Variant.objects.filter(pk__in=_uuids(named)).values_list("id", flat=True)}
    counted = {key: desk.number(f"n-{text}", most=9_999) for text, key in known.items()}
    return {key: quantity for key, quantity in sorted(counted.items()) if quantity}


def _uuids(texts: set[str]) -> list[UUID]:
    found = []
    for text in sorted(texts)[:500]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
