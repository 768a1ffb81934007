# SPDX-License-Identifier: Apache-2.0
"""Receivers of webhooks: entered, given a new secret, removed. A secret is given out once, when it is made."""

import os
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction

from omotenashi.base.ids import new_id
from omotenashi.base.sealing import seal
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Call, Hook
from omotenashi.engagement.journeys.rules import calls
from omotenashi.engagement.journeys.rules.calls import BadAddress as BadAddress  # noqa: PLC0414  # raised here

_LONGEST_NAME, _LONGEST_URL = 80, 1000


@transaction.atomic
def add_hook(*, name: str, url: str, now: datetime, by: UUID | None = None) -> tuple[Hook, str]:
    """Enter a receiver; give it and its secret, which nobody sees again. Raises BadAddress."""
    fits = calls.checked(url[:_LONGEST_URL], may_be_plain=bool(settings.HOOKS_INSIDE))
    key, secret = new_id(), calls.fresh_secret(os.urandom(32))
    title = " ".join(name.split())[:_LONGEST_NAME] or str(urlsplit(fits).hostname)
    sealed = seal(secret, key=settings.SEAL_KEY, about=queries.about(key))
    return Hook.objects.create(id=key, name=title, url=fits, sealed=sealed, made_at=now, made_by_id=by), secret


@transaction.atomic
def renew_secret(hook_id: UUID) -> str:
    """Give a receiver a new secret; what is told from now on is signed with it."""
    hook = Hook.objects.select_for_update().get(pk=hook_id)
    secret = calls.fresh_secret(os.urandom(32))
    hook.sealed = seal(secret, key=settings.SEAL_KEY, about=queries.about(hook.pk))
    hook.save(update_fields=["sealed"])
    return secret


@transaction.atomic
def remove_hook(hook_id: UUID, *, now: datetime) -> int:
    """Tell a receiver nothing more; say how many calls were waiting."""
    Hook.objects.filter(pk=hook_id).update(removed_at=now)
    waiting = Call.objects.filter(hook=hook_id, state="waiting")
    return waiting.update(state="failed", due_at=None, settled_at=now, answer="removed")
