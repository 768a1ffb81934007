# SPDX-License-Identifier: Apache-2.0
"""Mail as a channel: a real server when one is set, else the inbox for trials, which keeps everything in the house."""

from collections.abc import Sequence
from typing import Any, cast

from django.conf import settings

from omotenashi.base import clock
from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.channels.email import signing
from omotenashi.engagement.messaging.channels.email.relay import Relay
from omotenashi.engagement.messaging.ports import Letter, Outcome


class Email:
    """Mail by the settings of the house. SMTP knows no keys: nobody can tell what became of a broken line."""

    is_repeatable = False
    gathers = 0

    def __init__(self) -> None:
        options = cast("dict[str, Any]", settings.MAILERS["default"].get("OPTIONS", {}))
        self.is_simulated = "host" not in options
        self.relay = None if self.is_simulated else Relay(options=options, sender=_sender(), signer=_signer())

    def hand_over(self, letters: Sequence[Letter]) -> list[Outcome]:
        """See ports.Channel. Without a server a letter has arrived where it can be looked at: in the inbox for trials."""
        if self.relay is None:
            return [Outcome(letter.message_id, ports.SENT, "inbox") for letter in letters]
        return self.relay.hand_over(letters, now=clock.now())


def _sender() -> str:
    return str(settings.MARKETING_FROM_EMAIL or settings.DEFAULT_FROM_EMAIL)


def _signer() -> signing.Signer | None:
    if not settings.DKIM_KEY:
        return None
    domain = settings.DKIM_DOMAIN or _sender().rpartition("@")[2]
    return signing.signer(domain=domain, selector=settings.DKIM_SELECTOR, pem=settings.DKIM_KEY)
