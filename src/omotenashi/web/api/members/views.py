# SPDX-License-Identifier: Apache-2.0
"""Member cards at a till: read one, join LINE to one, and let a receipt be claimed."""

from typing import Any, NoReturn

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy
from ninja import Router

from omotenashi.base import clock
from omotenashi.commerce.loyalty import queries as loyalty
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import cards
from omotenashi.people.customers.actions.cards import BadCode, Scanned
from omotenashi.web.api import keys, pages
from omotenashi.web.api.members.schemas import LinkCode, LinkCodeIn, Member, ReceiptCode, ReceiptCodeIn, ScanIn
from omotenashi.web.api.problems import Refused

router = Router()
router.add_decorator(pages.without_strangers)
_STEP_SECONDS = "20"
_WHY = {
    "unreadable": (422, "not_a_card", gettext_lazy("This is no code of a member card.")),
    "unknown": (422, "unknown_card", gettext_lazy("Nobody holds this card.")),
    "forged": (422, "forged_card", gettext_lazy("This code was not made by a member card of ours.")),
    "expired": (422, "expired_card", gettext_lazy("This code is too old. Ask for the one that is shown now.")),
    "used": (409, "used_card", gettext_lazy("This code was read already. Wait for the next one: 20 seconds at most.")),
}


@router.post("/scan", response=Member, operation_id="scan_card")
def scan_card(request: HttpRequest, batch: ScanIn) -> dict[str, Any]:
    """Read a member card: the changing code counts once and for 20 seconds, the member number at any time."""
    keys.demand(request, "customers.view")
    scanned = _read(batch.code)
    profile = customers.profile_of(scanned.person_id)
    card = cards.card_of(scanned.node_id)
    nodes = [node.pk for node in customers.nodes_of(scanned.person_id)]
    ranks = loyalty.rank_names(dict.fromkeys(nodes, scanned.person_id), clock.now())
    return {
        "id": scanned.person_id,
        "name": profile.name if profile else "",
        "tier": ranks.get(scanned.person_id) or (profile.rank if profile else ""),
        "points": loyalty.balance_of(nodes),
        "member_no": card.member_no if card else "",
        "is_live": scanned.is_live,
    }


@router.post("/link-codes", response=LinkCode, operation_id="make_link_code")
def make_link_code(request: HttpRequest, batch: LinkCodeIn) -> dict[str, Any]:
    """Make a code that joins a LINE account to this member's card, once and within ten minutes. Written down."""
    keys.demand_noted(request, "customers.view", what="link code")
    scanned = _read(batch.member_no)
    code, until = cards.hand_out(scanned.node_id, now=clock.now())
    return {"code": code, "url": _address(request, code), "good_until": until}


@router.post("/receipt-codes", response=ReceiptCode, operation_id="make_receipt_code")
def make_receipt_code(request: HttpRequest, batch: ReceiptCodeIn) -> dict[str, Any]:
    """Make the code that a till prints on a receipt; it opens the member's page with the receipt filled in."""
    keys.demand(request, "orders.view")
    code = cards.receipt_code(batch.number, day=batch.day, total=batch.total)
    return {"code": code, "url": _address(request, code)}


def _read(code: str) -> Scanned:
    try:
        return cards.scan(code, now=clock.now())
    except BadCode as bad:
        _refuse(bad.reason)


def _refuse(reason: str) -> NoReturn:
    status, code, message = _WHY[reason]
    raise Refused(status, code, message, headers={"Retry-After": _STEP_SECONDS} if reason == "used" else None)


def _address(request: HttpRequest, code: str) -> str:
    return request.build_absolute_uri(reverse("portal:link-code", args=[code]))
