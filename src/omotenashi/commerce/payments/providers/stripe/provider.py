# SPDX-License-Identifier: Apache-2.0
"""Stripe as a provider. It is used as soon as its keys are in the environment, or were entered in the settings."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import stripe
from django.conf import settings

from omotenashi.base import clock
from omotenashi.commerce.payments.ports import Answer, BadSignature, CallRefused, Charge, Fact, Unreachable
from omotenashi.commerce.payments.providers.stripe import facts
from omotenashi.commerce.payments.queries.vendors import keys_of

# Shorter than the lease of a call (actions/asking.py), so that nobody else begins it meanwhile.
_TIMEOUT = 20
_TOLERANCE = 300
# With the last charge the moment of the payment comes, and whether anything was given back.
_EXPAND = ["latest_charge"]
# What may be well again later, or become known by asking: the call is made again under its key.
_LATER = (
    stripe.APIConnectionError, stripe.RateLimitError, stripe.AuthenticationError, stripe.PermissionError,
)  # fmt: skip
_SERVER = 500
_CONFLICT = 409


class StripeProvider:
    """Meets `ports.Provider`."""

    merchant = "stripe"

    def create(self, charge: Charge) -> Answer:
        wish: dict[str, Any] = {
            "amount": charge.amount,
            "currency": charge.currency.lower(),
            "capture_method": "manual" if charge.captures_later else "automatic",
            "automatic_payment_methods": {"enabled": True},
            "metadata": {"intent_id": str(charge.intent_id), "order_id": str(charge.order_id)},
            "expand": _EXPAND,
        }
        if charge.method:
            wish |= {"payment_method": charge.method, "confirm": True, "return_url": charge.return_url}
        return _asked(lambda client: client.v1.payment_intents.create(wish, {"idempotency_key": charge.key}))  # type: ignore[arg-type]  # a TypedDict of theirs

    def confirm(self, ref: str, *, method: str, return_url: str, key: str) -> Answer:
        wish: Any = {"payment_method": method, "return_url": return_url, "expand": _EXPAND}
        return _asked(lambda client: client.v1.payment_intents.confirm(ref, wish, {"idempotency_key": key}))

    def capture(self, ref: str, *, amount: int, key: str) -> Answer:
        wish: Any = {"amount_to_capture": amount, "expand": _EXPAND}
        return _asked(lambda client: client.v1.payment_intents.capture(ref, wish, {"idempotency_key": key}))

    def void(self, ref: str, *, key: str) -> Answer:
        wish: Any = {"expand": _EXPAND}
        return _asked(lambda client: client.v1.payment_intents.cancel(ref, wish, {"idempotency_key": key}))

    def refund(self, ref: str, *, amount: int, refund_id: UUID, key: str) -> Answer:
        wish: Any = {"payment_intent": ref, "amount": amount, "metadata": {"refund_id": str(refund_id)}}
        said = _said(lambda client: client.v1.refunds.create(wish, {"idempotency_key": key}))
        return Answer(ref=ref, facts=facts.of_refund(said, event_id="", at=clock.now()))

    def fetch(self, ref: str) -> Answer:
        wish: Any = {"expand": _EXPAND}
        answer = _asked(lambda client: client.v1.payment_intents.retrieve(ref, wish))
        if not any(fact.kind == "captured" for fact in answer.facts):
            return answer
        given_back: Any = {"payment_intent": ref, "limit": 100}
        found = _said(lambda client: client.v1.refunds.list(given_back))["data"]
        more = [fact for one in found for fact in facts.of_refund(one, event_id="", at=_created(one))]
        return Answer(ref=answer.ref, facts=(*answer.facts, *more), action=answer.action)

    def parse_webhook(self, body: bytes, *, headers: Mapping[str, str], now: datetime) -> tuple[Fact, ...]:  # noqa: ARG002  # Stripe's library looks at the clock itself
        given = {name.lower(): value for name, value in headers.items()}.get("stripe-signature", "")
        failure: Exception | None = None
        # While a secret is changed the provider signs with both.
        for secret in keys_of("stripe").webhooks:
            try:
                stripe.WebhookSignature.verify_header(body, given, secret, _TOLERANCE)
                return facts.of_event(json.loads(body))
            except (stripe.SignatureVerificationError, UnicodeDecodeError) as wrong:
                failure = wrong
        raise BadSignature from failure

    def check(self) -> None:
        _said(lambda client: client.v1.balance.retrieve())


def _asked(call: Callable[[stripe.StripeClient], Any]) -> Answer:
    """Make a call that answers with a PaymentIntent. A declined card is an answer too."""
    try:
        said = _said(call)
    except stripe.CardError as declined:
        body: Any = declined.json_body or {}
        said = body.get("error", {}).get("payment_intent")
        if not said:
            raise CallRefused(str(declined.code or "declined")) from declined
    at = facts.moment_of(said, now=clock.now())
    return Answer(ref=said["id"], facts=facts.of_intent(said, event_id="", at=at), action=facts.action_of(said))


def _said(call: Callable[[stripe.StripeClient], Any]) -> dict[str, Any]:
    client = stripe.StripeClient(
        keys_of("stripe").secret,
        base_addresses={"api": settings.STRIPE_API} if settings.STRIPE_API else {},
        http_client=stripe.RequestsClient(timeout=_TIMEOUT),
        max_network_retries=0,
    )
    try:
        return _plain(call(client))
    except _LATER as failure:
        raise Unreachable(str(failure)) from failure
    except stripe.CardError:
        raise
    except stripe.StripeError as failure:
        if failure.http_status is None or failure.http_status >= _SERVER or failure.http_status == _CONFLICT:
            raise Unreachable(str(failure)) from failure
        raise CallRefused(str(failure.code or failure.user_message or failure)) from failure


def _plain(found: Any) -> dict[str, Any]:
    """Give an object of the library as plain values."""
    if found is None:
        return {}
    kept: dict[str, Any] = json.loads(str(found)) if not isinstance(found, dict) else found
    return kept


def _created(said: Mapping[str, Any]) -> datetime:
    return datetime.fromtimestamp(said["created"], clock.now().tzinfo)
