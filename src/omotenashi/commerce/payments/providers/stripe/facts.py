# SPDX-License-Identifier: Apache-2.0
"""What Stripe says, in our words. Objects come as plain mappings; of them only what stands here is kept.

https://docs.stripe.com/payments/paymentintents/lifecycle, /api/payment_intents/object, /api/refunds/object,
/api/events/types. Cards, addresses and mails stand in charges and payment methods: nothing of those is read.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from omotenashi.commerce.payments.ports import Action, Fact, FactKind

_KINDS: Final[dict[str, FactKind]] = {
    "succeeded": "captured",
    "requires_capture": "authorised",
    "requires_action": "requires_action",
    "canceled": "voided",
}
_AMOUNTS: Final = {"captured": "amount_received", "authorised": "amount_capturable"}
_REFUNDS: Final[dict[str, FactKind]] = {
    "succeeded": "refunded",
    "failed": "refund_failed",
    "canceled": "refund_failed",
}
_KEPT: Final = (
    "id",
    "object",
    "status",
    "amount",
    "amount_received",
    "amount_capturable",
    "currency",
    "failure_reason",
)


def of_event(event: Mapping[str, Any]) -> tuple[Fact, ...]:
    """Give what a webhook says; nothing for a kind of event that does not concern us."""
    said = event["data"]["object"]
    at = _moment(event["created"])
    kind = str(event["type"])
    raw = {"event": kind, "live": bool(event.get("livemode"))}
    if kind.startswith("payment_intent."):
        return of_intent(said, event_id=event["id"], at=at, raw=raw)
    if kind.startswith(("refund.", "charge.refund.")):
        return of_refund(said, event_id=event["id"], at=at, raw=raw)
    return ()


def of_intent(
    said: Mapping[str, Any], *, event_id: str, at: datetime, raw: Mapping[str, Any] | None = None
) -> tuple[Fact, ...]:
    """Give what the state of a PaymentIntent says; nothing while it waits for a card."""
    kind, reason = _KINDS.get(said["status"]), ""
    failure = said.get("last_payment_error")
    if kind is None and said["status"] == "requires_payment_method" and failure:
        kind, reason = "failed", str(failure.get("decline_code") or failure.get("code") or "declined")
    if kind is None:
        return ()
    return (
        Fact(
            kind=kind,
            event_id=event_id or f"{said['id']}:{said['status']}:{said.get('amount_received', 0)}:{reason}",
            at=at,
            ref=said["id"],
            amount=int(said.get(_AMOUNTS.get(kind, "amount"), 0)),
            currency=str(said["currency"]).upper(),
            intent_id=_ours(said, "intent_id"),
            reason=reason,
            raw=_kept(said, raw),
        ),
    )


def of_refund(
    said: Mapping[str, Any], *, event_id: str, at: datetime, raw: Mapping[str, Any] | None = None
) -> tuple[Fact, ...]:
    """Give what became of a refund; nothing while it is under way."""
    kind = _REFUNDS.get(said["status"])
    if kind is None or not said.get("payment_intent"):
        return ()
    return (
        Fact(
            kind=kind,
            event_id=event_id or f"{said['id']}:{said['status']}",
            at=at,
            ref=said["payment_intent"],
            amount=int(said["amount"]),
            currency=str(said["currency"]).upper(),
            intent_id=_ours(said, "intent_id"),
            refund_ref=said["id"],
            refund_id=_ours(said, "refund_id"),
            reason=str(said.get("failure_reason") or ""),
            raw=_kept(said, raw),
        ),
    )


def moment_of(said: Mapping[str, Any], *, now: datetime) -> datetime:
    """Give when an intent came to be as it is: as near as its object tells."""
    charge = said.get("latest_charge")
    told = said.get("canceled_at") or (charge.get("created") if isinstance(charge, Mapping) else None)
    return _moment(told) if told else now


def action_of(said: Mapping[str, Any]) -> Action | None:
    """Give what the browser must do: go to the bank's page, or pay in Stripe's form with the secret."""
    to = ((said.get("next_action") or {}).get("redirect_to_url") or {}).get("url")
    if to:
        return Action(kind="redirect", value=to)
    if said["status"] in {"requires_payment_method", "requires_action", "requires_confirmation"}:
        return Action(kind="client_secret", value=said["client_secret"])
    return None


def _kept(said: Mapping[str, Any], raw: Mapping[str, Any] | None) -> dict[str, Any]:
    return {**(raw or {}), **{name: said[name] for name in _KEPT if said.get(name) is not None}}


def _ours(said: Mapping[str, Any], name: str) -> UUID | None:
    try:
        return UUID((said.get("metadata") or {})[name])
    except (KeyError, ValueError):
        return None


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
