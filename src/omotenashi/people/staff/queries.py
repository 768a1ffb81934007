# SPDX-License-Identifier: Apache-2.0
"""Reads about staff: who may do what, and whose key this is."""

import hashlib
from typing import Any

from omotenashi.base.prepared import Gap, Prepared
from omotenashi.people.staff import rules
from omotenashi.people.staff.models import ApiKey
from omotenashi.people.staff.rules import PERMISSIONS, Role

# What other apps may know of the rules: the roles, and the table of what each may do.
__all__ = ["PERMISSIONS", "Role", "key_owner", "may"]


def may(who: Any, permission: str) -> bool:
    """Say whether a member of staff, or the bearer of an API key, may do something. Strangers may nothing."""
    role = getattr(who, "role", None)
    return role is not None and rules.may(role, permission)


def key_owner(key: str) -> ApiKey | None:
    """Find the live API key behind a secret."""
    digest = hashlib.sha256(key.encode()).digest()
    return next(iter(_KEY.found(digest=digest)), None)


_KEY = Prepared(lambda: ApiKey.objects.filter(key_hash=Gap("digest"), revoked_at=None), often=True)
