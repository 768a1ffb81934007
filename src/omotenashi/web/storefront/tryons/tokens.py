# SPDX-License-Identifier: Apache-2.0
"""The name of a try-on in its address: signed by us, so that it cannot be guessed and needs no row.

It carries no time: the same hold has the same address, however often its form is sent.
"""

from uuid import UUID

from django.core import signing

_SALT = "storefront.try-on"


def token_of(hold_id: UUID) -> str:
    """Give the token of a hold."""
    return signing.Signer(salt=_SALT).sign_object(str(hold_id))


def hold_of(token: str) -> UUID | None:
    """Give the hold of a token, or nothing for one that is not ours."""
    try:
        return UUID(signing.Signer(salt=_SALT).unsign_object(token[:200]))
    except (signing.BadSignature, ValueError):
        return None
