# SPDX-License-Identifier: Apache-2.0
"""DM印刷: the batches, one batch with its cards, and cards as pictures."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Message, PrintBatch, Template
from omotenashi.engagement.messaging.queries import paper, postcards
from omotenashi.people.staff.queries import may
from omotenashi.web.console import exporting, listing
from omotenashi.web.console.access import needs
from omotenashi.web.console.customers.masking import Sight
from omotenashi.web.console.postcards import listing as everything
from omotenashi.web.console.postcards import parts, printing, words
from omotenashi.web.ui import prints

MOST_PIECES = 100
SIDES = ("address", "message")
_KINDS = {"products": "goods", "offers": "goods", "article": "goods"}


@require_GET
@needs("messages.view")
def show_batches(request: HttpRequest) -> HttpResponse:
    """The batches, the newest first, and what all cards brought."""
    reached = queries.reached(["post"], purpose="marketing", is_advertising=True)
    context = {
        "page": listing.page(request, everything.listing()), "price": queries.price_of("post"), "returns": list(words.RETURNS.items()),
        "can_edit": may(request.user, "messages.edit"), "reachable": reached["post"], "sums": _sums(),
        "can_print": may(request.user, "prints.make"),
    }  # fmt: skip
    return render(request, "console/postcards/list.html", context)


def _sums() -> dict[str, int]:
    """Sum up all that was posted ever: two reads."""
    posted = postcards.figures(PrintBatch.objects.exclude(posted_at=None), price=0).values()
    return {name: sum(getattr(one, name) for one in posted) for name in ("cards", "cost", "answered", "returned")}


@require_http_methods(["GET", "POST"])
@needs("messages.edit")
def export_batches(request: HttpRequest) -> HttpResponseBase:
    """The batches that match, as a file."""
    return exporting.export(request, everything.listing())


@require_GET
@needs("messages.view")
def show_batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """One batch: how a card looks, who gets one, what came back."""
    batch = get_object_or_404(postcards.batches(), pk=batch_id)
    sight = Sight.of(request.user)
    cards = list(postcards.cards(batch)) if not batch.posted_at else []
    lost = printing.unprintable(cards) if cards else {}
    found = list(postcards.pieces(batch)[:MOST_PIECES])
    context = {
        "batch": batch, "state": words.state_of(batch), "lost": sorted({one for signs in lost.values() for one in signs}),
        "counted": postcards.figures([batch], price=queries.price_of("post"))[batch.pk], "lost_count": len(lost),
        "pieces": [_piece(one, sight) for one in found], "returns": list(words.RETURNS.items()),
        "can_edit": may(request.user, "messages.edit"), "can_post": may(request.user, "messages.publish"),
        "has_contacts": sight.contacts, "template": batch.template_version.template,
    }  # fmt: skip
    return render(request, "console/postcards/batch.html", context)


def _piece(piece: Any, sight: Sight) -> dict[str, Any]:
    kept = piece.addressee
    return {
        "piece": piece, "name": kept.get("name", "") or "—", "state": words.piece_state(piece),
        "code": sight.field("postal_code", kept.get("postal_code", "")), "address": sight.field("address", " ".join(kept.get("lines", []))),
    }  # fmt: skip


@require_GET
@needs("customers.contacts")
def show_side(request: HttpRequest, batch_id: UUID, side: str) -> HttpResponse:
    """One side of the first card of a batch, or of the card that is asked for."""
    batch = get_object_or_404(PrintBatch, pk=batch_id)
    code = request.GET.get("code", "")
    return _picture(next(postcards.cards(batch, codes=[code] if code else (), limit=1), None), side, batch.upright)


@require_GET
@needs("customers.contacts")
def show_card(request: HttpRequest, message_id: UUID, side: str) -> HttpResponse:
    """One side of the card that a message became, or would become."""
    del request
    message = get_object_or_404(Message.objects.select_related("template_version"), pk=message_id)
    card = postcards.card_of(message)
    return _picture(card or postcards.example(queries.content_of(message.template_version)), side, upright=True)


@require_GET
@needs("messages.view")
def show_drawn(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Both sides of a draft, for the composer."""
    template = get_object_or_404(Template, pk=template_id)
    content = queries.read(template.draft)
    coarse = [(words.part_of(at), dots) for at, _address, dots in paper.coarse(content)]
    context = {
        "template": template, "seen": int(template.changed_at.timestamp() * 1000), "coarse": coarse,
        "is_crowded": parts.is_crowded([{"kind": _KINDS.get(one.kind, one.kind), "text": one["text"]} for one in content.blocks]),
    }  # fmt: skip
    return render(request, "console/postcards/figure.html", context)


@require_GET
@needs("messages.view")
def show_example(request: HttpRequest, template_id: UUID, side: str) -> HttpResponse:
    """One side of a card as an example would get it, from the draft."""
    template = get_object_or_404(Template, pk=template_id)
    content = queries.read(template.draft)
    wrong = frozenset((one.where, one.name) for one in queries.troubles(content))
    return _picture(
        postcards.example(queries.readable(content, wrong)), side, upright=request.GET.get("way") != "level"
    )


def _picture(card: postcards.Card | None, side: str, upright: bool) -> HttpResponse:
    if card is None or side not in SIDES:
        raise Http404
    try:
        answer = HttpResponse(printing.picture(card, side=side, upright=upright), content_type="image/png")
    except (prints.Unprintable, queries.Missing) as failure:
        raise Http404(str(failure)) from failure
    answer["Cache-Control"] = "private, no-store"
    return answer
