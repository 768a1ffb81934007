# SPDX-License-Identifier: Apache-2.0
"""A server that answers as Stripe's API is published to: PaymentIntents, refunds, idempotency keys, signed events.

Written after docs.stripe.com/api (payment_intents, refunds, idempotent_requests, errors) and /webhooks/signature.
"""

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SECRET, KEY = "whsec_standin", "sk_test_standin"


class Books:
    """What the stand-in knows, and the events it would have sent."""

    def __init__(self) -> None:
        self.intents: dict[str, dict[str, Any]] = {}
        self.refunds: dict[str, dict[str, Any]] = {}
        self.answers: dict[str, tuple[dict[str, str], int, dict[str, Any]]] = {}
        self.events: list[dict[str, Any]] = []
        self.calls: list[str] = []
        # How many of the next calls are done and their answers lost.
        self.losing = 0
        self.lock = threading.Lock()

    def answer(self, method: str, path: str, form: dict[str, str], key: str | None) -> tuple[int, dict[str, Any]]:
        """Answer one request; the same key gives the same answer, other parameters under it an error."""
        with self.lock:
            self.calls.append(f"{method} {path}")
            if key and key in self.answers:
                known, status, body = self.answers[key]
                return (status, body) if known == form else _error(400, "idempotency_error", "key_reused")
            status, body = self._done(method, path.removeprefix("/v1/").split("/"), form)
            if key:
                self.answers[key] = (dict(form), status, json.loads(json.dumps(body)))
            return status, body

    def _done(self, method: str, way: list[str], form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        match (method, *way):
            case ("GET", "balance"):
                return 200, {"object": "balance", "available": [], "pending": [], "livemode": False}
            case ("POST", "payment_intents"):
                return self._create(form)
            case ("GET", "payment_intents", ref):
                return 200, self._shown(self.intents[ref])
            case ("POST", "payment_intents", ref, act):
                return self._act(self.intents[ref], act, form)
            case ("POST", "refunds"):
                return self._refund(form)
            case ("GET", "refunds"):
                found = [r for r in self.refunds.values() if r["payment_intent"] == form["payment_intent"]]
                return 200, {"object": "list", "data": found, "has_more": False, "url": "/v1/refunds"}
        return _error(404, "invalid_request_error", "resource_missing")

    def _create(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        ref = f"pi_{len(self.intents) + 1}"
        self.intents[ref] = intent = {
            "id": ref, "object": "payment_intent", "amount": int(form["amount"]), "amount_received": 0,
            "amount_capturable": 0, "currency": form["currency"], "capture_method": form["capture_method"],
            "client_secret": f"{ref}_secret_x", "created": int(time.time()), "last_payment_error": None,
            "latest_charge": None, "livemode": False, "next_action": None, "status": "requires_payment_method",
            "metadata": {k[9:-1]: v for k, v in form.items() if k.startswith("metadata[")},
        }  # fmt: skip
        if form.get("confirm") == "true":
            return self._act(intent, "confirm", form)
        return 200, intent

    def _act(self, intent: dict[str, Any], act: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        allowed = {
            "confirm": {"requires_payment_method", "requires_action"},
            "capture": {"requires_capture"},
            "cancel": {"requires_payment_method", "requires_action", "requires_capture"},
        }[act]
        if intent["status"] not in allowed:
            return _error(400, "invalid_request_error", "payment_intent_unexpected_state")
        if act == "cancel":
            intent |= {"status": "canceled", "canceled_at": int(time.time()), "amount_capturable": 0}
            self._event("payment_intent.canceled", intent)
            return 200, intent
        if act == "capture":
            return 200, self.pay(intent["id"], captures=True)
        return self._confirm(intent, form)

    def _confirm(self, intent: dict[str, Any], form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        method = form["payment_method"]
        if method == "pm_card_visa_chargeDeclined":
            intent |= {
                "status": "requires_payment_method",
                "last_payment_error": {
                    "type": "card_error",
                    "code": "card_declined",
                    "decline_code": "generic_decline",
                },
            }
            self._event("payment_intent.payment_failed", intent)
            status, error = _error(402, "card_error", "card_declined")
            error["error"]["payment_intent"] = intent
            return status, error
        if method == "pm_card_authenticationRequired":
            url = f"https://hooks.stripe.com/3d_secure/{intent['id']}"
            intent |= {"status": "requires_action", "next_action": {
                "type": "redirect_to_url", "redirect_to_url": {"url": url, "return_url": form["return_url"]}}}  # fmt: skip
            self._event("payment_intent.requires_action", intent)
            return 200, intent
        return 200, self.pay(intent["id"], captures=intent["capture_method"] == "automatic")

    def pay(self, ref: str, *, captures: bool) -> dict[str, Any]:
        """Let a charge succeed, as when the customer passed the bank's page."""
        intent = self.intents[ref]
        intent |= {"next_action": None, "last_payment_error": None, "latest_charge": f"ch_{ref}"}
        if captures:
            intent |= {"status": "succeeded", "amount_received": intent["amount"], "amount_capturable": 0}
        else:
            intent |= {"status": "requires_capture", "amount_capturable": intent["amount"]}
        self._event("payment_intent.succeeded" if captures else "payment_intent.amount_capturable_updated", intent)
        return intent

    def _refund(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        intent = self.intents[form["payment_intent"]]
        amount = int(form.get("amount", intent["amount_received"]))
        given = sum(r["amount"] for r in self.refunds.values() if r["payment_intent"] == intent["id"])
        if given + amount > intent["amount_received"]:
            return _error(400, "invalid_request_error", "charge_already_refunded")
        ref = f"re_{len(self.refunds) + 1}"
        self.refunds[ref] = refund = {
            "id": ref, "object": "refund", "amount": amount, "currency": intent["currency"], "status": "succeeded",
            "payment_intent": intent["id"], "created": int(time.time()),
            "metadata": {k[9:-1]: v for k, v in form.items() if k.startswith("metadata[")},
        }  # fmt: skip
        self._event("refund.created", refund)
        return 200, refund

    def _shown(self, intent: dict[str, Any]) -> dict[str, Any]:
        charge = {"id": f"ch_{intent['id']}", "object": "charge", "created": intent["created"], "billing_details": {
            "email": "hanako@example.com"}, "payment_method_details": {"card": {"last4": "4242"}}}  # fmt: skip
        return {**intent, "latest_charge": charge} if intent["latest_charge"] else intent

    def _event(self, kind: str, said: dict[str, Any]) -> None:
        self.events.append(
            {
                "id": f"evt_{len(self.events) + 1}", "object": "event", "type": kind, "created": int(time.time()),
                "livemode": False, "data": {"object": json.loads(json.dumps(said))},
            }
        )  # fmt: skip


def signed(event: dict[str, Any], *, secret: str = SECRET, age: int = 0) -> tuple[bytes, dict[str, str]]:
    """Give an event as Stripe sends it: body and headers."""
    body = json.dumps(event).encode()
    moment = int(time.time()) - age
    seal = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return body, {"Stripe-Signature": f"t={moment},v1={seal}"}


@contextmanager
def standing_in() -> Iterator[tuple[str, Books]]:
    """Run the stand-in; give its address and its books."""
    books = Books()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def do_GET(self) -> None:  # the library's name
            parts = urlsplit(self.path)
            self._say(*(_stranger(self) or books.answer("GET", parts.path, _flat(parts.query), None)))

        def do_POST(self) -> None:  # the library's name
            form = _flat(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())
            said = _stranger(self) or books.answer("POST", self.path, form, self.headers["Idempotency-Key"])
            if books.losing:
                books.losing -= 1
                self.connection.close()
                return
            self._say(*said)

        def _say(self, status: int, body: dict[str, Any]) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", books
    finally:
        server.shutdown()
        server.server_close()


def _stranger(asked: BaseHTTPRequestHandler) -> tuple[int, dict[str, Any]] | None:
    is_known = asked.headers["Authorization"] == f"Bearer {KEY}"
    return None if is_known else _error(401, "invalid_request_error", "api_key_invalid")


def _flat(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text).items()}


def _error(status: int, kind: str, code: str) -> tuple[int, dict[str, Any]]:
    return status, {"error": {"type": kind, "code": code, "message": code}}
