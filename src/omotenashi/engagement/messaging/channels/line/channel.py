# SPDX-License-Identifier: Apache-2.0
"""LINE as a channel: LINE itself where keys are entered, else the stand-in, which is spoken to in the same way."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import ModuleType
from typing import Any
from uuid import UUID

from django.conf import settings

from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.channels.line import facts, hearing
from omotenashi.engagement.messaging.channels.line.client import HOST, Answer, Client, Silent
from omotenashi.engagement.messaging.channels.line.menus import Menus
from omotenashi.engagement.messaging.channels.line.standin.contract import user_id
from omotenashi.engagement.messaging.ports import Letter, Outcome
from omotenashi.engagement.messaging.queries import accounts, quotas

_QUOTA_LIMITED = "limited"
_TAKEN = 200


class Line(Menus):
    """Our account at LINE. A retry key makes it safe to say again what nobody knows of."""

    is_repeatable = True
    gathers = 500

    @property
    def is_simulated(self) -> bool:
        """See ports.Channel."""
        return not accounts.keys_of("line").get("token")

    def client(self) -> Client:
        """See Menus."""
        return client_of_house()

    def hand_over(self, letters: Sequence[Letter]) -> list[Outcome]:
        """See ports.Channel."""
        client, price = client_of_house(), quotas.price_of("line")
        outcomes: list[Outcome] = []
        batches: dict[UUID, list[Letter]] = defaultdict(list)
        for letter in letters:
            if letter.batch is not None:
                batches[letter.batch].append(letter)
                continue
            outcomes.append(_push(client, letter, price=price))
        for key, batch in batches.items():
            outcomes += _multicast(client, batch, key=key, price=price)
        return outcomes

    def quota(self) -> tuple[int | None, int]:
        """See ports.Metered."""
        client = client_of_house()
        try:
            quota, used = client.quota(), client.consumption()
        except Silent as failure:
            raise ports.Unreachable(str(failure)) from failure
        for answer in (quota, used):
            if answer.status != 200 or answer.said is None:
                raise ports.Unreachable(f"{answer.status} {answer.message}")
        said = quota.said or {}
        # The SDK gives an enumeration here, LINE a word.
        kind = getattr(said["type"], "value", said["type"])
        return int(said["value"]) if kind == _QUOTA_LIMITED else None, int((used.said or {})["totalUsage"])

    def check(self, body: bytes, signature: str, *, now: datetime, where: str = "") -> None:
        """See ports.Listening."""
        del where
        hearing.check(body, signature, accounts.secrets_of("line", now=now) or [_server().secret()])

    def sign(self, body: bytes, *, where: str = "") -> str:
        """See ports.Listening."""
        del where
        if not self.is_simulated:
            raise ports.Forged
        return hearing.sign(body, _server().secret())

    def events(self, body: bytes) -> list[tuple[str, Mapping[str, Any]]]:
        """See ports.Listening."""
        return [(hearing.key_of(one), one) for one in hearing.events(body) if not hearing.is_dummy(one)]

    def told(self, event: Mapping[str, Any]) -> ports.Told:
        """See ports.Listening."""
        return hearing.told(event)

    def reply(self, token: str, text: str) -> bool:
        """See ports.Listening."""
        try:
            return client_of_house().reply(token, [{"type": "text", "text": text}]).status == _TAKEN
        except Silent as failure:
            raise ports.Unreachable(str(failure)) from failure

    def stranger(self, name: str) -> str:
        """See ports.Listening."""
        return user_id(name)


def client_of_house() -> Client:
    """Give whom to speak to now."""
    token = accounts.keys_of("line").get("token", "")
    if token:
        return Client(settings.LINE_API or HOST, token)
    return Client(_server().here(), _server().TOKEN)


def _server() -> ModuleType:
    """Give the stand-in, which is only needed where there are no keys."""
    from omotenashi.engagement.messaging.channels.line.standin import server

    return server


def _push(client: Client, letter: Letter, *, price: int) -> Outcome:
    try:
        answer = client.push(letter.address, letter.chat, key=letter.message_id)
    except Silent as failure:
        return Outcome(letter.message_id, ports.UNKNOWN, error=str(failure))
    except ValueError as wrong:
        # The SDK's models refuse what LINE would refuse.
        return Outcome(letter.message_id, ports.REFUSED, error=f"content: line {_first(wrong)}")
    return facts.outcome(letter.message_id, answer, price=price)


def _multicast(client: Client, batch: Sequence[Letter], *, key: UUID, price: int) -> list[Outcome]:
    try:
        answer = client.multicast([letter.address for letter in batch], batch[0].chat, key=key)
    except Silent as failure:
        answer = Answer(500, message=str(failure))
    except ValueError as wrong:
        return [Outcome(one.message_id, ports.REFUSED, error=f"content: line {_first(wrong)}") for one in batch]
    found = [facts.outcome(letter.message_id, answer, price=price) for letter in batch]
    if found[0].state != ports.REFUSED:
        return found
    # One of them is wrong and LINE does not say which: each is asked for alone, under its own key.
    return [_push(client, letter, price=price) for letter in batch]


def _first(wrong: ValueError) -> str:
    return str(wrong).splitlines()[0]
