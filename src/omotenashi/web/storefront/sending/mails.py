# SPDX-License-Identifier: Apache-2.0
"""The mails of the shop: in the retailer's look and the reader's language. Pages only write down that they go.

A queue holds ids and never an address: the job reads it where it stands.
"""

from uuid import UUID

from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from omotenashi.base.jobs import ask_once
from omotenashi.places.locations.queries import retailer
from omotenashi.web.ui import letters

LANGUAGES = ("ja", "en")


def order(request: HttpRequest, *, order_id: UUID) -> None:
    """Have the link to an order sent to its buyer, once."""
    _defer("storefront.send_order", request, f"order:{order_id}", order_id=str(order_id))


def try_on(request: HttpRequest, *, hold_id: UUID, token: str) -> None:
    """Have the link to a try-on sent to whoever asked for it, once."""
    _defer("storefront.send_try_on", request, f"try-on:{hold_id}", hold_id=str(hold_id), token=token)


def found(request: HttpRequest, *, challenge_id: UUID) -> None:
    """Have the link sent by which an order is found again."""
    _defer("storefront.send_found", request, f"found:{challenge_id}", challenge_id=str(challenge_id))


def gift(request: HttpRequest, *, card_id: UUID) -> None:
    """Have a gift card sent to its recipient, once."""
    _defer("storefront.send_gift", request, f"gift:{card_id}", card_id=str(card_id))


def gift_later(*, card_id: UUID, origin: str) -> None:
    """Have a gift card sent that no page has asked for."""
    lock = f"shop-mail:gift:{card_id}"
    ask_once("storefront.send_gift", once=lock, lock=lock, card_id=str(card_id), origin=origin, language=LANGUAGES[0])


def ready(*, fulfilment_id: UUID) -> None:
    """Have it said that an order waits at the counter, once."""
    app.configure_task("storefront.send_ready", lock=f"shop-mail:ready:{fulfilment_id}").defer(
        fulfilment_id=str(fulfilment_id)
    )


def short(*, fulfilment_id: UUID, pieces: int, unserved: int, refunded: int, event_id: str) -> None:
    """Have it said that pieces were missing, and what becomes of them, once for each time."""
    app.configure_task("storefront.send_short", lock=f"shop-mail:short:{event_id}").defer(
        fulfilment_id=str(fulfilment_id), pieces=pieces, unserved=unserved, refunded=refunded
    )


def message(kind: str, *, to: str, language: str, **context: object) -> EmailMultiAlternatives:
    """Give a mail."""
    shop = retailer().name
    with override(language):
        subjects = {
            "order": _("%(shop)s: your order"),
            "try_on": _("%(shop)s: laid aside for you"),
            "found": _("%(shop)s: the link to your order"),
            "ready": _("%(shop)s: your order is ready"),
            "short": _("%(shop)s: something of your order is missing"),
            "gift": _("%(shop)s: a gift card for you"),
        }
        said = {"shop": shop, **letters.shades(), **context}
        return letters.letter(
            subject=subjects[kind] % {"shop": shop}, body=render_to_string(f"storefront/mail/{kind}.txt", said), to=to,
            link=str(context.get("link", "")),
            head=render_to_string("storefront/mail/gift_head.html", said) if kind == "gift" else "",
        )  # fmt: skip


def language_now() -> str:
    """Give the language of the moment, as one of ours."""
    return next((one for one in LANGUAGES if (get_language() or "").startswith(one)), LANGUAGES[0])


def _defer(task: str, request: HttpRequest, lock: str, **values: str) -> None:
    origin = f"{request.scheme}://{request.get_host()}"
    app.configure_task(task, lock=f"shop-mail:{lock}").defer(origin=origin, language=language_now(), **values)
