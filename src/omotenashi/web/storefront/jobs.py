# SPDX-License-Identifier: Apache-2.0
"""Mails of the shop go out from here."""

from datetime import timedelta
from uuid import UUID

from django.urls import reverse
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from omotenashi.base import clock
from omotenashi.commerce.fulfilment import queries as fulfilment
from omotenashi.commerce.fulfilment.models import TryOnHold
from omotenashi.commerce.orders.actions import codes
from omotenashi.commerce.orders.models import Contact, Order
from omotenashi.people.consent.actions import challenges
from omotenashi.people.consent.models import Challenge
from omotenashi.web.storefront.checkout.paying import CODE_DAYS
from omotenashi.web.storefront.sending import mails

RETRY = RetryStrategy(max_attempts=6, exponential_wait=5)


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


@app.task(name="storefront.send_found", retry=RETRY)
def send_found(challenge_id: str, origin: str, language: str) -> None:
    """Send the link by which an order is found again, good once."""
    challenge = Challenge.objects.filter(pk=UUID(challenge_id), sent_at=None).exclude(address="").first()
    if challenge is not None and challenge.expires_at > clock.now():
        link = origin + reverse("storefront:found", args=[challenges.token_of(challenge)])
        mails.message("found", to=challenge.address, language=language, link=link).send()
        challenges.note_sent(challenge_id=challenge.pk, now=clock.now())
