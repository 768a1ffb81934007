# SPDX-License-Identifier: Apache-2.0
"""The signed link of one contact point: in every advertising message, good for the preference page and one click.

It is no login and does not end: withdrawing must work from an old message too (RFC 8058, 特定電子メール法).
"""

from uuid import UUID

from django.core import signing

from omotenashi.people.customers.models import ContactPoint

_SALT = "omotenashi.consent.contact"
PAGE = "/my/p/{token}/"
ONE_CLICK = "/my/u/{token}/"


def token_of(contact_point: ContactPoint) -> str:
    """Give the signed part of a contact point's links."""
    return signing.Signer(salt=_SALT).sign(str(contact_point.pk))


def point_of(token: str) -> ContactPoint | None:
    """Give the contact point of a link; nothing when it is not ours, or the address was erased."""
    try:
        key = UUID(signing.Signer(salt=_SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    found = ContactPoint.objects.filter(pk=key, node__value__isnull=False)
    return found.select_related("node").first()


def headers(*, contact_point: ContactPoint, origin: str) -> dict[str, str]:
    """Give the headers that every advertising mail carries. `origin` is like https://shop.example."""
    link = origin.rstrip("/") + ONE_CLICK.format(token=token_of(contact_point))
    return {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
