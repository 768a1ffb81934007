# SPDX-License-Identifier: Apache-2.0
"""Mail as a channel: a real server when one is set, else the inbox for trials, which keeps everything in the house."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from hmac import compare_digest
from typing import Any, cast

from django.conf import settings

from omotenashi.base import clock
from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.channels.email import signing
from omotenashi.engagement.messaging.channels.email.relay import Relay
from omotenashi.engagement.messaging.ports import Letter, Outcome, Told
from omotenashi.engagement.messaging.queries import pools
from omotenashi.engagement.messaging.rules import returns


class Email:
    """Mail by the settings of the house. SMTP knows no keys: nobody can tell what became of a broken line.

    Advertising comes from an address of its own, so that complaints about it do not stop order mails.
    """

    is_repeatable = False
    gathers = 0

    def __init__(self) -> None:
        options = cast("dict[str, Any]", settings.MAILERS["default"].get("OPTIONS", {}))
        self.is_simulated = "host" not in options
        self.relays: Mapping[bool, Relay] = {}
        if not self.is_simulated:
            self.relays = {
                is_advertising: Relay(
                    options=options, sender=sender, signer=_signer(sender), returns=settings.RETURN_ADDRESS
                )
                for is_advertising, sender in ((True, _advertising()), (False, str(settings.DEFAULT_FROM_EMAIL)))
            }

    def hand_over(self, letters: Sequence[Letter]) -> list[Outcome]:
        """See ports.Channel. Without a server a letter has arrived where it can be looked at: in the inbox for trials."""
        if not self.relays:
            return [Outcome(letter.message_id, ports.SENT, "inbox") for letter in letters]
        outcomes: list[Outcome] = []
        for is_advertising, relay in self.relays.items():
            # Only what advertises carries a way out in its headers.
            mine = [letter for letter in letters if bool(letter.headers) == is_advertising]
            outcomes += relay.hand_over(mine, now=clock.now()) if mine else []
        return outcomes

    def check(self, body: bytes, signature: str, *, now: datetime, where: str = "") -> None:
        """See ports.Listening: whoever brings what came back knows the key of that door."""
        del body, now, where
        if not compare_digest(signature.encode(errors="replace"), pools.door_key().encode()):
            raise ports.Forged

    def sign(self, body: bytes, *, where: str = "") -> str:
        """See ports.Listening."""
        del body, where
        return pools.door_key()

    def events(self, body: bytes) -> list[tuple[str, Mapping[str, Any]]]:
        """See ports.Listening. Only what a report tells is kept, not the letter that it carries."""
        report = returns.read(body)
        if report.kind == returns.OTHER or not report.message:
            return []
        event = {
            "type": report.kind,
            "message": report.message,
            "mark": report.mark,
            "status": report.status,
            "said": report.said,
        }
        return [(hashlib.sha256(body).hexdigest(), event)]

    def told(self, event: Mapping[str, Any]) -> Told:
        """See ports.Listening."""
        if event.get("type") in (returns.OTHER, "unreadable") or not event.get("message"):
            raise ports.Unreadable("no report of a message of ours")
        key = hashlib.sha256(repr(sorted(event.items())).encode()).hexdigest()
        said = f"{event['status'] or '5.0.0'} {event['said']}"
        return Told(
            key, str(event["type"]), str(event["message"]), clock.now(), text=said, reply_token=str(event["mark"])
        )

    def reply(self, token: str, text: str) -> bool:
        """See ports.Listening: reports are not answered."""
        del token, text
        return False

    def stranger(self, name: str) -> str:
        """See ports.Listening."""
        return f"{name.replace(' ', '-')}@mail.invalid"


def _advertising() -> str:
    return str(settings.MARKETING_FROM_EMAIL or settings.DEFAULT_FROM_EMAIL)


def _signer(sender: str) -> signing.Signer | None:
    if not settings.DKIM_KEY:
        return None
    domain = settings.DKIM_DOMAIN or sender.rpartition("@")[2]
    return signing.signer(domain=domain, selector=settings.DKIM_SELECTOR, pem=settings.DKIM_KEY)
