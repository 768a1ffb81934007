# SPDX-License-Identifier: Apache-2.0
"""One box for everything that is scanned or typed: goods, a member's card or phone number, a coupon, a gift card, words."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.base.text import phone
from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty.queries import pricing as campaigns
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import cards, notes
from omotenashi.people.customers.models import Node, Profile
from omotenashi.people.staff import actions as staff
from omotenashi.web.register.access import Till, at_till_json, refusal
from omotenashi.web.register.api import products
from omotenashi.web.register.api.answers import COUPONS
from omotenashi.web.register.member import card

type Found = dict[str, Any] | None
MOST = 6


@require_POST
@at_till_json("sales.make")
def scan(request: HttpRequest, till: Till) -> HttpResponseBase:
    """Say what a code is. The changing code of a card counts once, so this is a POST."""
    text = request.POST.get("q", "").strip()[:200]
    now, member = clock.now(), _uuid(request.POST.get("member", ""))
    looks: tuple[Callable[[], Found], ...] = (
        lambda: _goods(text, till, now),
        lambda: _member(text, till, now),
        lambda: _value(text, member, now),
        lambda: _phone(text, till, now),
        lambda: _words(text, till, now),
    )
    for look in looks if text else ():
        if answer := look():
            return JsonResponse(answer)
    return JsonResponse({"kind": "unknown", "text": text, "message": _("Nobody knows this code.")})


@require_GET
@at_till_json("customers.view")
def show_member(_request: HttpRequest, till: Till, person_id: UUID) -> HttpResponseBase:
    """Show the card of somebody who was chosen from several."""
    person = customers.current_person(person_id)
    if person is None:
        return refusal(404, "unknown", _("Nobody knows this code."))
    staff.audit(till.staff, "customers.view", subject=f"person:{person}", details={"terminal": till.terminal})
    return JsonResponse(card.of(person, till=till, now=clock.now()))


@require_POST
@at_till_json("customers.note")
def write_note(request: HttpRequest, till: Till, person_id: UUID) -> HttpResponseBase:
    """Write 接客メモ; give the notes as they stand now."""
    person = customers.current_person(person_id)
    nodes = customers.nodes_of(person) if person else []
    if not nodes:
        return refusal(404, "unknown", _("Nobody knows this code."))
    try:
        notes.write(node_id=nodes[0].pk, text=request.POST.get("text", ""), by=till.staff, now=clock.now())
    except notes.NothingWritten:
        return refusal(422, "empty", _("A note needs a few words, at most 4,000 characters."))
    return JsonResponse({"notes": card.notes_of([node.pk for node in nodes], till)}, status=201)


def _goods(text: str, till: Till, now: datetime) -> Found:
    variants = catalogue.scanned(text)
    return {"kind": "product", "products": products.said(variants, till=till, now=now)} if variants else None


def _member(text: str, till: Till, now: datetime) -> Found:
    try:
        read = cards.scan(text, now=now)
    except cards.BadCode as bad:
        words = {
            "forged": _("This code was not made by a member card of ours."),
            "expired": _("This code is too old. Ask for the one that is shown now."),
            "used": _("This code was read already. Wait for the next one: 20 seconds at most."),
        }
        return {"kind": "refused", "message": words[bad.reason]} if bad.reason in words else None
    return {"kind": "member", "member": card.of(read.person_id, till=till, now=now, is_live=read.is_live)}


def _value(text: str, member: UUID | None, now: datetime) -> Found:
    nodes = [node.pk for node in customers.nodes_of(member)] if member else []
    try:
        campaigns.campaign_of(text, now=now, node_ids=nodes)
    except loyalty.CouponRefused as bad:
        if bad.reason != "unknown":
            return {"kind": "refused", "message": str(COUPONS.get(bad.reason, bad.reason))}
    else:
        return {"kind": "coupon", "code": text}
    try:
        gift = loyalty.gift_card_of(text, now=now)
    except loyalty.CouponRefused as bad:
        return None if bad.reason == "unknown" else {"kind": "refused", "message": _("This gift card cannot be used.")}
    return {"kind": "gift_card", "code": text, "balance": gift.wallet.available}


def _phone(text: str, till: Till, now: datetime) -> Found:
    number = phone.e164(text) if sum(map(str.isdigit, text)) >= 9 else None
    if number is None:
        return None
    persons = {
        person for node in Node.objects.filter(type="phone", value=number, erased_at=None)[:MOST]
        if (person := customers.person_of(node.pk))
    }  # fmt: skip
    if not persons:
        return None
    staff.audit(till.staff, "customers.view", subject="phone", details={"terminal": till.terminal})
    if len(persons) == 1:
        return {"kind": "member", "member": card.of(persons.pop(), till=till, now=now)}
    found = Profile.objects.filter(pk__in=persons).order_by("kana", "pk")
    return {"kind": "members", "members": [{"id": str(one.pk), "name": one.name, "kana": one.kana} for one in found]}


def _words(text: str, till: Till, now: datetime) -> Found:
    goods = products.found(text, till=till, now=now)
    return {"kind": "found", "products": goods} if goods else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
