# SPDX-License-Identifier: Apache-2.0
"""Look up what DNS says of the domains we send from, and keep it with the moment."""

import base64
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from django.conf import settings

from omotenashi.engagement.messaging.models import SenderCheck
from omotenashi.engagement.messaging.queries.names import Dns, NotAsked, Resolver
from omotenashi.engagement.messaging.rules import senders as rules

_AT_ONCE = 8


def look(*, now: datetime, resolver: Resolver | None = None) -> list[SenderCheck]:
    """Look at every domain we send from; names that we do not send from any more are forgotten. Outside of a transaction."""
    asked, wanted = resolver or Dns(), domains()
    names = {name for domain in wanted for name in _names(domain)}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = dict(zip(names, pool.map(lambda name: _texts(asked, name), names), strict=True))
    SenderCheck.objects.exclude(pk__in=wanted).delete()
    return [
        SenderCheck.objects.update_or_create(
            domain=domain, defaults={"records": [one.kept() for one in judged(domain, found)], "looked_at": now}
        )[0]
        for domain in wanted
    ]


def domains() -> list[str]:
    """Give the domains we send from, that of advertising first; none of them where only this machine is meant."""
    senders = [settings.MARKETING_FROM_EMAIL, settings.DEFAULT_FROM_EMAIL]
    found = [one.rpartition("@")[2].rstrip("> ").lower() for one in senders if "@" in one]
    return [one for one in dict.fromkeys(found) if "." in one]


def judged(domain: str, found: Mapping[str, rules.Texts]) -> list[rules.Record]:
    """Judge what was found of a domain."""
    returns, signs_as = _returns(domain), settings.DKIM_DOMAIN or domain
    return [
        rules.spf(returns, found[returns], host=_host()),
        rules.dkim(signs_as, found[_key_name(signs_as)], selector=settings.DKIM_SELECTOR, key=_public_key()),
        rules.dmarc(domain, {one: found[f"_dmarc.{one}"] for one in rules.above(domain)}, signs_as=signs_as),
    ]


def _names(domain: str) -> list[str]:
    return [
        _returns(domain), _key_name(settings.DKIM_DOMAIN or domain), *(f"_dmarc.{one}" for one in rules.above(domain)),
    ]  # fmt: skip


def _returns(domain: str) -> str:
    """Give the domain that SPF is asked of: that of the return address."""
    return settings.RETURN_ADDRESS.rpartition("@")[2].lower() or domain


def _key_name(domain: str) -> str:
    return f"{settings.DKIM_SELECTOR}._domainkey.{domain}"


def _host() -> str:
    options: Any = settings.MAILERS.get("default", {}).get("OPTIONS", {})
    host = str(options.get("host", ""))
    return host if "." in host and not host.replace(".", "").isdigit() else ""


def _public_key() -> str:
    if not settings.DKIM_KEY:
        return ""
    try:
        key = load_pem_private_key(settings.DKIM_KEY.encode(), password=None).public_key()
    except ValueError:
        return ""
    return base64.b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def _texts(resolver: Resolver, name: str) -> rules.Texts:
    try:
        return resolver.texts(name)
    except NotAsked:
        return None
