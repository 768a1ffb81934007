# SPDX-License-Identifier: Apache-2.0
"""Reads about staff: who may do what, and whose key this is."""

import hashlib
from typing import Any

from omotenashi.base.prepared import Gap, Prepared
from omotenashi.people.staff import rules
from omotenashi.people.staff.models import ApiKey
from omotenashi.people.staff.rules import PERMISSIONS, Role, is_bound
from omotenashi.people.staff.rules import may as role_may

# What other apps may know of the rules: the roles, and the table of what each may do.
__all__ = ["PERMISSIONS", "Role", "is_bound", "key_owner", "may", "role_may", "shop_of", "works_at_shop"]


def may(who: Any, permission: str) -> bool:
    """Say whether a member of staff, or the bearer of an API key, may do something. Strangers may nothing."""
    role = getattr(who, "role", None)
    return role is not None and rules.may(role, permission, has_shop=works_at_shop(who))


def works_at_shop(who: Any) -> bool:
    """Say whether somebody works at a shop. A key never does."""
    return getattr(who, "location_id", None) is not None


def shop_of(who: Any, permission: str) -> str:
    """Give the code of the one shop for which somebody may do something; nothing when it holds everywhere."""
    if not rules.is_bound(who.role, permission) or not may(who, permission):
        return ""
    return str(who.location.code)


def key_owner(key: str) -> ApiKey | None:
    """Find the live API key behind a secret."""
    digest = hashlib.sha256(key.encode()).digest()
    return next(iter(_KEY.found(digest=digest)), None)


_KEY = Prepared(lambda: ApiKey.objects.filter(key_hash=Gap("digest"), revoked_at=None), often=True)
