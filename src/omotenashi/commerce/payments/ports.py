# SPDX-License-Identifier: Apache-2.0
"""What a company that takes money for us must be able to do. Which ones there are stands in the settings.

Every call carries an idempotency key: the same key is the same call, however often it is made. A provider raises
Unreachable when it is not known what became of a call, CallRefused when it will never be done.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol, cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

FactKind = Literal["requires_action", "authorised", "captured", "failed", "voided", "refunded", "refund_failed"]


class BadSignature(Exception):
    """A message that the provider did not send, or that is too old."""


class Unreachable(Exception):
    """The provider did not answer: what became of the call is not known."""


class UnknownProvider(Exception):
    """No provider of this name is set up (any more)."""


class CallRefused(Exception):
    """The provider will not do this; `code` says why in its words."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, kw_only=True, slots=True)
class Charge:
    """What a provider is to bring. `method` is a token of the provider's own, never a card number."""

    intent_id: UUID
    order_id: UUID
    amount: int
    currency: str
    captures_later: bool
    key: str
    method: str = ""
    return_url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One thing a provider says about one charge. `raw` is what may be kept of it: never card data.

    `event_id` is the provider's own name of the message, or one made from what it says where it was asked.
    `amount` is the captured amount, or that of one refund. Ids of ours are as the provider gave them back.
    """

    kind: FactKind
    event_id: str
    at: datetime
    ref: str
    amount: int = 0
    currency: str = ""
    intent_id: UUID | None = None
    refund_ref: str = ""
    refund_id: UUID | None = None
    reason: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """What the customer's browser must do next: follow a `redirect`, or use a `client_secret` in the provider's form."""

    kind: Literal["redirect", "client_secret"]
    value: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came of a call: the provider's name of the charge, what it says, what the browser must do."""

    ref: str
    facts: tuple[Fact, ...] = ()
    action: Action | None = None


class Provider(Protocol):
    """One company with one account of ours. `merchant` names the account: keys are unique within it."""

    merchant: str

    def create(self, charge: Charge) -> Answer:
        """Make a charge. With a method it is confirmed at once."""

    def confirm(self, ref: str, *, method: str, return_url: str, key: str) -> Answer:
        """Pay a charge with a method that the browser brought."""

    def capture(self, ref: str, *, amount: int, key: str) -> Answer:
        """Take what is held."""

    def void(self, ref: str, *, key: str) -> Answer:
        """Give up a charge that is not captured. Raises CallRefused when it is."""

    def refund(self, ref: str, *, amount: int, refund_id: UUID, key: str) -> Answer:
        """Give back a part of a captured charge."""

    def fetch(self, ref: str) -> Answer:
        """Ask how a charge stands, its refunds included."""

    def check(self) -> None:
        """Ask whether our keys open the account; nothing is changed. Raises Unreachable, CallRefused."""

    def parse_webhook(self, body: bytes, *, headers: Mapping[str, str], now: datetime) -> tuple[Fact, ...]:
        """Read a message. Raises BadSignature unless it is the provider's and of these minutes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """A webhook that the simulator has to say."""

    body: bytes
    headers: Mapping[str, str]


class Simulator(Provider, Protocol):
    """The provider that takes no money. People choose on its page what becomes of a charge."""

    def choose(self, ref: str, *, outcome: str, now: datetime) -> str:
        """Let a charge have an outcome, and give the address to which the browser goes back."""

    def messages_due(self, *, now: datetime) -> list[Message]:
        """Give the messages whose moment has come; each is given once."""


def provider(name: str) -> Provider:
    """Give a provider of the environment by its name. Raises UnknownProvider."""
    return _made(settings.PAYMENT_PROVIDERS, name)


def vendor(name: str) -> Provider:
    """Give a provider whose keys were entered in the settings. Raises UnknownProvider."""
    return _made(settings.PAYMENT_VENDORS, name)


def _made(known: Mapping[str, str], name: str) -> Provider:
    if name not in known:
        raise UnknownProvider(name)
    return cast("Provider", import_string(known[name])())
