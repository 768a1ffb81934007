# SPDX-License-Identifier: Apache-2.0
"""Which companies take money for us now, and with which keys: those of the environment, else those of the settings."""

from dataclasses import dataclass
from typing import cast

from django.conf import settings

from omotenashi.base import clock
from omotenashi.commerce.payments import ports
from omotenashi.commerce.payments.models import ProviderAccount
from omotenashi.commerce.payments.ports import Provider, Simulator, UnknownProvider


@dataclass(frozen=True, kw_only=True, slots=True)
class Keys:
    """Keys of Stripe's account. `webhooks`: the secrets with which a message may be signed, the newest first."""

    secret: str = ""
    publishable: str = ""
    webhooks: tuple[str, ...] = ()


def keys_of(provider: str) -> Keys:
    """Give the keys of a provider; empty ones where none were entered, or they cannot be read."""
    if provider in settings.PAYMENT_PROVIDERS:
        return Keys(
            secret=settings.STRIPE_KEY, publishable=settings.STRIPE_PUBLISHABLE_KEY,
            webhooks=(settings.STRIPE_WEBHOOK_SECRET,),
        )  # fmt: skip
    account = ProviderAccount.objects.filter(pk=provider).first()
    if account is None:
        return Keys()
    kept = account.opened(about=f"payments:{provider}")
    still = account.hears_before(now=clock.now())
    webhooks = [kept.get("webhook", ""), kept.get("webhook_before", "") if still else ""]
    return Keys(
        secret=kept.get("secret", ""), publishable=kept.get("publishable", ""), webhooks=tuple(x for x in webhooks if x)
    )


def usual() -> str:
    """Give the name of the provider that new charges go to."""
    if settings.PAYMENT_PROVIDER != "test":
        return str(settings.PAYMENT_PROVIDER)
    return ProviderAccount.objects.values_list("pk", flat=True).first() or "test"


def provider(name: str) -> Provider:
    """Give a provider by its name. Raises UnknownProvider; where a real one is set up the simulator is gone."""
    if name in settings.PAYMENT_PROVIDERS and (name != "test" or usual() == "test"):
        return ports.provider(name)
    if name != "test" and ProviderAccount.objects.filter(pk=name).exists():
        return ports.vendor(name)
    raise UnknownProvider(name)


def simulator() -> Simulator:
    """Give the simulator. Raises UnknownProvider where a real one is in its place."""
    return cast("Simulator", provider("test"))


def is_simulated() -> bool:
    """Say whether a simulator stands in the place of a company."""
    return "test" in settings.PAYMENT_PROVIDERS and usual() == "test"


def publishable_key() -> str:
    """Give what the provider's own form on our pages needs; empty where there is none."""
    return keys_of(usual()).publishable
