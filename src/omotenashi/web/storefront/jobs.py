# SPDX-License-Identifier: Apache-2.0
"""Mails of the shop go out from here."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.commerce.fulfilment import queries as fulfilment
from omotenashi.commerce.fulfilment.models import Fulfilment, TryOnHold
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries as cards
from omotenashi.commerce.loyalty.models import GiftCard
from omotenashi.commerce.orders.actions import codes
from omotenashi.commerce.orders.models import Contact, Order
from omotenashi.people.consent.actions import challenges
from omotenashi.people.consent.models import Challenge
from omotenashi.places.locations import queries as places
from omotenashi.web.storefront.checkout.paying import CODE_DAYS
from omotenashi.web.storefront.sending import mails

RETRY = RetryStrategy(max_attempts=6, exponential_wait=5)
_SENT_AT_ONCE = 100


@app.task(name="storefront.send_order", retry=RETRY)
def send_order(order_id: str, origin: str, language: str) -> None:
    """Send the link to an order: it is made here, so that no queue holds it."""
    order = Order.objects.get(pk=UUID(order_id))
    contact = Contact.objects.filter(order=order, role=Contact.Role.BUYER).exclude(mail="").first()
    if contact is None:
        return
    now = clock.now()
    code = codes.issue(order.pk, expires_at=now + timedelta(days=CODE_DAYS), now=now)
    link = origin + reverse("storefront:order", args=[code])
    mails.message(
        "order", to=contact.mail, language=language, link=link, number=order.number, days=CODE_DAYS,
        amount=order.payable,
    ).send()  # fmt: skip


@app.task(name="storefront.send_try_on", retry=RETRY)
def send_try_on(hold_id: str, token: str, origin: str, language: str) -> None:
    """Send the link to a try-on to the address under which it was asked for."""
    hold = TryOnHold.objects.select_related("location", "node").get(pk=UUID(hold_id))
    address = hold.node.value if hold.node.type == "email" else ""
    if address:
        link = origin + reverse("storefront:try-on", args=[token])
        mails.message(
            "try_on", to=address, language=language, link=link, place=hold.location.name, until=hold.expires_at,
            code=fulfilment.try_on_code(hold.pk),
        ).send()  # fmt: skip


@app.task(name="storefront.send_ready", retry=RETRY)
def send_ready(fulfilment_id: str) -> None:
    """Send the code and the place where an order waits; when it was fetched meanwhile, nothing."""
    found = Fulfilment.objects.select_related("order", "location").get(pk=UUID(fulfilment_id))
    code, place, page = fulfilment.code_of(found.pk), found.location, places.shop_page(found.location_id)
    if code and (address := _buyer(found)):
        mails.message(
            "ready", to=address, language=mails.LANGUAGES[0], number=found.order.number, place=place.name, code=code,
            until=found.collect_by, address=f"{place.prefecture}{place.address}", phone=place.phone, access=page.access if page else "",
        ).send()  # fmt: skip


@app.task(name="storefront.send_short", retry=RETRY)
def send_short(fulfilment_id: str, pieces: int, unserved: int, refunded: int) -> None:
    """Say that pieces were missing, and what becomes of them."""
    found = Fulfilment.objects.select_related("order").get(pk=UUID(fulfilment_id))
    if address := _buyer(found):
        mails.message(
            "short", to=address, language=mails.LANGUAGES[0], number=found.order.number, pieces=pieces, unserved=unserved,
            refunded=refunded,
        ).send()  # fmt: skip


def _buyer(found: Fulfilment) -> str:
    contact = Contact.objects.filter(order_id=found.order_id, role=Contact.Role.BUYER).exclude(mail="").first()
    return contact.mail if contact else ""


@app.task(name="storefront.send_found", retry=RETRY)
def send_found(challenge_id: str, origin: str, language: str) -> None:
    """Send the link by which an order is found again, good once."""
    challenge = Challenge.objects.filter(pk=UUID(challenge_id), sent_at=None).exclude(address="").first()
    if challenge is not None and challenge.expires_at > clock.now():
        link = origin + reverse("storefront:found", args=[challenges.token_of(challenge)])
        mails.message("found", to=challenge.address, language=language, link=link).send()
        challenges.note_sent(challenge_id=challenge.pk, now=clock.now())


@app.task(name="storefront.send_gift", retry=RETRY)
def send_gift(card_id: str, origin: str, language: str) -> None:
    """Send a gift card with its code to its recipient, once: the code is made here, so that no queue holds it."""
    card = GiftCard.objects.filter(pk=UUID(card_id), sent_at=None, stopped_at=None).exclude(recipient_mail="").first()
    if card is None:
        return
    mails.message(
        "gift", to=card.recipient_mail, language=language, link=origin and origin + reverse("storefront:gift"),
        name=card.recipient_name, sender=card.sender, message=card.message, amount=card.amount,
        code=cards.code_of(card), until=card.expires_at,
    ).send()  # fmt: skip
    loyalty.note_card_sent(card_id=card.pk, now=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="storefront.send_gifts", queueing_lock="storefront.send_gifts", pass_context=False)
def send_gifts(timestamp: int = 0) -> None:
    """Send the cards of buyers who never came back from the payment page."""
    origin = next(iter(settings.CSRF_TRUSTED_ORIGINS), "")
    for card_id in cards.unsent_cards(_SENT_AT_ONCE):
        mails.gift_later(card_id=card_id, origin=origin)
