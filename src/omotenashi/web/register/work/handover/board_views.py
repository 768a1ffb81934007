# SPDX-License-Identifier: Apache-2.0
"""The board, and the part of it that renews itself."""

from uuid import UUID

from django.core.cache import cache
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.commerce.fulfilment import queries as fulfilment
from omotenashi.commerce.fulfilment.models import Fulfilment
from omotenashi.web.register.work.desk import Desk, at_desk
from omotenashi.web.register.work.errands import reads as errands
from omotenashi.web.register.work.handover import attached, cards

# A code has six digits; who misses ten times in ten minutes is asked for the order's number.
CODE, MISSES, FORGOTTEN = 6, 10, 600


@require_GET
@at_desk("fulfilment.view")
def show_board(desk: Desk) -> HttpResponse:
    """Show what the shop has to do."""
    lanes = cards.lanes(desk.shop, now=desk.now)
    chosen = desk.request.GET.get("lane", "")
    busiest = next((lane.name for lane in lanes if lane.cards), "new")
    return desk.page(
        "board", place="handover", lanes=lanes, lane=chosen if chosen in cards.LANES else busiest,
        passed_on=cards.passed_on(desk.shop, now=desk.now), attached=attached.today(desk.shop, now=desk.now),
        pickable=_pickable(lanes), policy=fulfilment.policy(desk.now), errands=errands.waiting(desk.shop),
    )  # fmt: skip


@require_GET
@at_desk("fulfilment.view")
def show_cards(desk: Desk) -> HttpResponse:
    """Give the lanes alone, for the board that stands open."""
    lanes = cards.lanes(desk.shop, now=desk.now)
    return desk.part("board_lanes", lanes=lanes, pickable=_pickable(lanes))


@require_POST
@at_desk("fulfilment.view")
def find_task(desk: Desk) -> HttpResponse:
    """Go to the order somebody names at the counter: its number or the end of it, the code they show, or its QR."""
    asked = "".join(desk.request.POST.get("number", "").split())[:100]
    task, hold, missed = None, None, f"work-find:{desk.staff.pk}"
    if len(asked) >= CODE and cache.get(missed, 0) < MISSES:
        task = fulfilment.waiting_under(desk.shop.pk, asked)
        holds = fulfilment.try_ons_at(desk.shop.pk)
        hold = next((one.pk for one in holds if fulfilment.try_on_code(one.pk) == asked), None)
    task = task or (_named(desk, asked) if len(asked) > 2 and hold is None else None)
    if task is not None:
        return desk.to("work-task", task)
    if hold is not None:
        return desk.to("work-try-on", hold)
    # Guessing codes here would pass by the tries that each order counts.
    cache.set(missed, cache.get(missed, 0) + 1, FORGOTTEN)
    return desk.to("work", said=_("No order of this shop ends with “%(text)s”.") % {"text": asked}, state="warn")


def _named(desk: Desk, number: str) -> UUID | None:
    found = Fulfilment.objects.filter(order__number__iendswith=number, location=desk.shop).exclude(state="rejected")
    return found.order_by("-planned_at").values_list("id", flat=True).first()


def _pickable(lanes: list[cards.Lane]) -> int:
    """How many orders could be picked in one walk."""
    return sum(card.state in ("accepted", "picking") and card.kind != "try_on" for lane in lanes for card in lane.cards)
