# SPDX-License-Identifier: Apache-2.0
"""Look goods up by scan or words, see where they lie, and say what happened to them in this shop."""

from typing import Final, Literal
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock import queries
from omotenashi.commerce.stock.models import CountRound, Movement, StockLevel, Transfer
from omotenashi.web.register.work.desk import Desk, at_desk
from omotenashi.web.register.work.goods import reads

# What one may say of pieces in the shop: from which bucket, to which (None writes them off), and for whom that is.
type Bucket = Literal["on_hand", "damaged", "display"]
MOVES: Final[dict[str, tuple[Bucket, Bucket | None, str]]] = {
    "damaged": ("on_hand", "damaged", "stock.work"),
    "display": ("on_hand", "display", "stock.work"),
    "undamaged": ("damaged", "on_hand", "stock.work"),
    "undisplay": ("display", "on_hand", "stock.work"),
    "written_off": ("damaged", None, "stock.approve"),
}
_WAITING = ("in_transit", "partly_received")


@require_GET
@at_desk("products.view")
def show_stock(desk: Desk) -> HttpResponse:
    """Show the search, and what waits for somebody in the stock room. One exact hit opens by itself."""
    text = desk.request.GET.get("q", "")[:100]
    variants = reads.variants_for(text)
    if len(variants) == 1 and catalogue.scanned(text):
        return desk.to("work-goods", variants[0].pk)
    transfers = Transfer.objects.all()
    return desk.page(
        "stock", place="stock", q=text, hits=reads.hits(variants, desk.shop), is_full=len(variants) == reads.FOUND,
        arriving=transfers.filter(destination=desk.shop, state__in=_WAITING).count(),
        leaving=transfers.filter(source=desk.shop, state__in=("draft", "ready")).count(),
        counting=CountRound.objects.filter(location=desk.shop, state__in=("open", "counting", "review")).count(),
        to_count=queries.to_count(location_id=desk.shop.pk).count(),
        shortages=list(queries.shortages(location_ids=[desk.shop.pk])[:20]),
    )  # fmt: skip


@require_GET
@at_desk("products.view")
def show_goods(desk: Desk, variant_id: UUID) -> HttpResponse:
    """Show one variant: here, elsewhere, what moved, what may be said of it."""
    variant = get_object_or_404(Variant.objects.select_related("product"), pk=variant_id)
    return desk.page("goods", place="stock", **reads.context_of(variant, desk.shop))


@require_GET
@at_desk("products.view")
def scan(desk: Desk) -> HttpResponse:
    """Say what a scanned code is, for lists that are filled by scanning. 404 for a code nobody knows."""
    found = catalogue.scanned(desk.request.GET.get("code", "")[:100])
    if not found:
        return JsonResponse({"message": _("Nobody knows this code.")}, status=404)
    one = found[0]
    detail = " ".join(str(value) for value in one.options.values()) or one.name
    codes = [one.sku, *one.barcodes]
    return JsonResponse({"id": str(one.pk), "sku": one.sku, "name": str(one.product), "detail": detail, "codes": codes})


@require_POST
@at_desk("stock.work")
def move(desk: Desk, variant_id: UUID) -> HttpResponse:
    """Say that pieces are damaged, on display, whole again, or thrown away."""
    get_object_or_404(Variant, pk=variant_id)
    chosen = MOVES.get(desk.request.POST.get("to", ""))
    quantity = desk.number("quantity", most=9_999)
    if chosen is None or not quantity:
        return desk.to("work-goods", variant_id, said=_("Say how many, and where they lie now."), state="bad")
    from_bucket, to_bucket, permission = chosen
    if not desk.allowed(permission):
        return desk.forbidden()
    level = StockLevel.objects.filter(variant_id=variant_id, location=desk.shop).first()
    there = getattr(level, from_bucket, 0)
    if there < quantity and not Movement.objects.filter(source="shift", source_key=f"{desk.key}:1").exists():
        sorry = ngettext("Only %(n)d lies there.", "Only %(n)d lie there.", there) % {"n": there}
        return desk.to("work-goods", variant_id, said=sorry, state="bad")
    stock.shift(
        [stock.Wanted(variant_id=variant_id, location_id=desk.shop.pk, quantity=quantity)],
        from_bucket=from_bucket,
        to_bucket=to_bucket,
        key=desk.key,
        ref="register",
        actor=desk.actor,
        now=desk.now,
    )
    return desk.to("work-goods", variant_id, said=_("Booked. The free pieces are right again."))


@require_POST
@at_desk("stock.work")
def not_found(desk: Desk, variant_id: UUID) -> HttpResponse:
    """Somebody looked and found none: the web stops promising it here until it is counted."""
    get_object_or_404(StockLevel, variant_id=variant_id, location=desk.shop)
    stock.not_found(variant_id=variant_id, location_id=desk.shop.pk, now=desk.now)
    return desk.to("work-goods", variant_id, said=_("Noted. The web does not sell it here until it is counted."))
