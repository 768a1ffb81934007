# SPDX-License-Identifier: Apache-2.0
"""The mails of the shop: plain text, in the retailer's name and the reader's language. Pages only write down that they go.

A queue holds ids and never an address: the job reads it where it stands.
"""

from uuid import UUID

from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from omotenashi.places.locations.queries import retailer

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


def message(kind: str, *, to: str, language: str, **context: object) -> EmailMessage:
    """Give a mail."""
    shop = retailer().name
    with override(language):
        subjects = {
            "order": _("%(shop)s: your order"),
            "try_on": _("%(shop)s: laid aside for you"),
            "found": _("%(shop)s: the link to your order"),
        }
        body = render_to_string(f"storefront/mail/{kind}.txt", {"shop": shop, **context})
        return EmailMessage(subject=subjects[kind] % {"shop": shop}, body=body, to=[to])


def language_now() -> str:
    """Give the language of the moment, as one of ours."""
    return next((one for one in LANGUAGES if (get_language() or "").startswith(one)), LANGUAGES[0])


def _defer(task: str, request: HttpRequest, lock: str, **values: str) -> None:
    origin = f"{request.scheme}://{request.get_host()}"
    app.configure_task(task, lock=f"shop-mail:{lock}").defer(origin=origin, language=language_now(), **values)
