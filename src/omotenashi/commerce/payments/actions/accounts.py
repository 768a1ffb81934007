# SPDX-License-Identifier: Apache-2.0
"""Enter, change, test and remove the keys of a provider. They are kept sealed, and never given out again."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from omotenashi.base import keyring
from omotenashi.commerce.payments.models import Intent, ProviderAccount
from omotenashi.commerce.payments.ports import CallRefused, UnknownProvider, Unreachable
from omotenashi.commerce.payments.queries import vendors
from omotenashi.commerce.payments.rules import states

FIELDS = ("secret", "publishable", "webhook")


class StillWaiting(Exception):
    """Charges at this provider are under way; `number` says how many."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(str(number))


@transaction.atomic
def set_account(
    provider: str, given: Mapping[str, str], *, staff_id: UUID | None, now: datetime
) -> ProviderAccount:  # fmt: skip
    """Enter keys, or change those that are given; empty ones stay as they are. Raises UnknownProvider, ValueError."""
    if provider not in settings.PAYMENT_VENDORS or provider in settings.PAYMENT_PROVIDERS:
        raise UnknownProvider(provider)
    before, known = ProviderAccount.objects.filter(pk=provider).first(), asdict(vendors.keys_of(provider))
    kept = {"secret": known["secret"], "publishable": known["publishable"], "webhook": (*known["webhooks"], "")[0]}
    wanted = kept | {name: given[name].strip() for name in FIELDS if given.get(name, "").strip()}
    if not wanted["secret"]:
        raise ValueError("a provider has a secret key")
    is_rotated = bool(kept["webhook"]) and wanted["webhook"] != kept["webhook"]
    content = wanted | ({"webhook_before": kept["webhook"]} if is_rotated else {})
    account, _made = ProviderAccount.objects.update_or_create(
        provider=provider,
        defaults={
            "sealed": keyring.sealed(content, about=f"payments:{provider}"),
            "hints": {name: keyring.hint(value) for name, value in wanted.items() if value},
            "set_by_id": staff_id,
            "set_at": now,
            "before_until": now + keyring.BOTH if is_rotated else (before.before_until if before else None),
            "tested_at": None,
            "test_error": "",
        },
    )
    return account


def test_account(provider: str, *, now: datetime) -> str:
    """Ask the provider whether the keys open the account; give what it said against it. Call it outside a transaction."""
    try:
        vendors.provider(provider).check()
    except (Unreachable, CallRefused) as failure:
        said = str(failure)[:300] or type(failure).__name__
    else:
        said = ""
    ProviderAccount.objects.filter(pk=provider).update(tested_at=now, test_error=said)
    return said


@transaction.atomic
def remove_account(provider: str) -> bool:
    """Forget the keys; say whether there were any. Raises StillWaiting while charges there are under way."""
    open_ones = [*states.WAITING, "authorised"]
    number = Intent.objects.filter(provider=provider, state__in=open_ones, replaced_at=None).count()
    if number:
        raise StillWaiting(number)
    return ProviderAccount.objects.filter(pk=provider).delete()[0] > 0
