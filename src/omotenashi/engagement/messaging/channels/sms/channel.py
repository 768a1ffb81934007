# SPDX-License-Identifier: Apache-2.0
"""SMS as a channel: the company whose keys are entered, else the stand-in, which is spoken to in the same way."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hmac import compare_digest
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings

from omotenashi.base import clock
from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.channels.sms import facts, standin
from omotenashi.engagement.messaging.channels.sms.client import HOST, Client, Silent
from omotenashi.engagement.messaging.ports import Letter, Outcome
from omotenashi.engagement.messaging.queries import accounts, quotas
from omotenashi.engagement.messaging.queries.templates import policy
from omotenashi.engagement.messaging.rules import shorts

HOOK = "/sms/webhook/"
_TAKEN = 200


class Sms:
    """Our account at a company that delivers short texts. It knows no keys: what is not answered is not said again."""

    is_repeatable = False
    gathers = 0

    @property
    def is_simulated(self) -> bool:
        """See ports.Channel."""
        return not accounts.keys_of("sms").get("token")

    def hand_over(self, letters: Sequence[Letter]) -> list[Outcome]:
        """See ports.Channel."""
        client, price = _client(), quotas.price_of("sms")
        sender, origin = accounts.keys_of("sms").get("sender", standin.SENDER), policy().origin
        # News of a message come to the web; a house on this machine alone is not found from there.
        tell = origin + HOOK if origin.startswith("https://") else ""
        return [_send(client, letter, sender=sender, tell=tell, price=price) for letter in letters]

    def quota(self) -> tuple[int | None, int]:
        """See ports.Metered: nothing limits it, but the keys must open."""
        try:
            answer = _client().look()
        except Silent as failure:
            raise ports.Unreachable(str(failure)) from failure
        if answer.status != _TAKEN:
            raise ports.Unreachable(f"{answer.status} {answer.said.get('message', '')}")
        return None, 0

    def check(self, body: bytes, signature: str, *, now: datetime, where: str = "") -> None:
        """See ports.Listening."""
        form, secrets = _form(body), accounts.secrets_of("sms", now=now) or [standin.token()]
        given = signature.encode(errors="replace")
        fits = [compare_digest(facts.sign(where, form, secret).encode(), given) for secret in secrets]
        if not any(fits):
            raise ports.Forged

    def sign(self, body: bytes, *, where: str = "") -> str:
        """See ports.Listening."""
        if not self.is_simulated:
            raise ports.Forged
        return facts.sign(where, _form(body), standin.token())

    def events(self, body: bytes) -> list[tuple[str, Mapping[str, Any]]]:
        """See ports.Listening."""
        form = _form(body)
        return [(facts.key_of(form), form)]

    def told(self, event: Mapping[str, Any]) -> ports.Told:
        """See ports.Listening."""
        return facts.told(event, at=clock.now())

    def reply(self, token: str, text: str) -> bool:
        """See ports.Listening: nothing is answered for free."""
        del token, text
        return False

    def stranger(self, name: str) -> str:
        """See ports.Listening."""
        del name
        return "+819000000000"


def _send(client: Client, letter: Letter, *, sender: str, tell: str, price: int) -> Outcome:
    parts = shorts.parts_of(letter.short)
    if not 0 < parts.count <= shorts.MOST_PARTS:
        return Outcome(letter.message_id, ports.REFUSED, error="content: sms parts")
    if not facts.is_mobile(letter.address):
        return Outcome(letter.message_id, ports.REFUSED, error="not a mobile phone", suppress="unknown_user")
    try:
        answer = client.send(to=letter.address, sender=sender, text=letter.short, tell=tell)
    except Silent as failure:
        return Outcome(letter.message_id, ports.UNKNOWN, error=str(failure))
    return facts.outcome(letter.message_id, answer, cost=price * parts.count)


def _client() -> Client:
    kept = accounts.keys_of("sms")
    if kept.get("token"):
        return Client(settings.SMS_API or HOST, kept["account"], kept["token"])
    return Client(standin.here(), standin.ACCOUNT, standin.token())


def _form(body: bytes) -> dict[str, str]:
    return dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
