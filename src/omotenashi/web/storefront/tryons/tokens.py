# SPDX-License-Identifier: Apache-2.0
"""The name of a try-on in its address: signed by us, so that it cannot be guessed and needs no row."""

from uuid import UUID

from django.core import signing

_SALT = "storefront.try-on"


def token_of(hold_id: UUID) -> str:
    """Give the token of a hold."""
    return signing.dumps(str(hold_id), salt=_SALT, compress=False)


def hold_of(token: str) -> UUID | None:
    """Give the hold of a token, or nothing for one that is not ours."""
    try:
        return UUID(signing.loads(token[:200], salt=_SALT))
    except (signing.BadSignature, ValueError):
        return None
