# SPDX-License-Identifier: Apache-2.0
"""The simulator as a provider."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings

from omotenashi.base import clock
from omotenashi.commerce.payments.models import SimulatedCharge
from omotenashi.commerce.payments.ports import Action, Answer, CallRefused, Charge, Fact, Message, Unreachable
from omotenashi.commerce.payments.providers.simulator import books, messages
from omotenashi.commerce.payments.providers.simulator.outcomes import outcome_of


class Simulator:
    """Takes no money. Meets `ports.Simulator`."""

    merchant = "test"

    def create(self, charge: Charge) -> Answer:
        if charge.method and outcome_of(charge.method).is_down:
            raise Unreachable("the simulator is down")
        is_first = not SimulatedCharge.objects.filter(key=charge.key).exists()
        made = books.opened(charge, now=clock.now())
        if charge.method:
            made = books.pay(made.ref, outcome=charge.method, now=clock.now())
            if outcome_of(charge.method).loses_answer and is_first:
                raise Unreachable("the answer was lost")
        return _answer(made)

    def confirm(self, ref: str, *, method: str, return_url: str, key: str) -> Answer:  # noqa: ARG002  # the port's
        return _answer(books.pay(ref, outcome=method, now=clock.now()))

    def capture(self, ref: str, *, amount: int, key: str) -> Answer:  # noqa: ARG002  # the port's
        return _answer(books.settle(ref, wanted="captured", now=clock.now()))

    def void(self, ref: str, *, key: str) -> Answer:  # noqa: ARG002  # the port's
        return _answer(books.settle(ref, wanted="voided", now=clock.now()))

    def refund(self, ref: str, *, amount: int, refund_id: UUID, key: str) -> Answer:
        books.give_back(ref, amount=amount, refund_id=refund_id, key=key, now=clock.now())
        return self.fetch(ref)

    def fetch(self, ref: str) -> Answer:
        charge = SimulatedCharge.objects.filter(pk=ref).first()
        if charge is None:
            raise CallRefused("no_such_charge")
        return _answer(charge)

    def check(self) -> None:
        """The simulator is always there."""

    def parse_webhook(self, body: bytes, *, headers: Mapping[str, str], now: datetime) -> tuple[Fact, ...]:
        return messages.read(body, headers=headers, now=now)

    def choose(self, ref: str, *, outcome: str, now: datetime) -> str:
        outcome_of(outcome)
        self.fetch(ref)
        return books.pay(ref, outcome=outcome, now=now).return_url

    def messages_due(self, *, now: datetime) -> list[Message]:
        return books.due(now=now)


def _answer(charge: SimulatedCharge) -> Answer:
    asks = charge.status in {"waiting", "challenge", "declined"}
    page = str(settings.PAYMENT_SIMULATOR_PAGE).format(ref=charge.ref)
    return Answer(
        ref=charge.ref, facts=books.facts(charge), action=Action(kind="redirect", value=page) if asks else None
    )
