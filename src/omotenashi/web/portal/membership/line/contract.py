# SPDX-License-Identifier: Apache-2.0
"""What LINE Login says and asks, without network: the address to send a browser to, and what a token must be.

https://developers.line.biz/en/docs/line-login/integrate-line-login/ and …/verify-id-token/. Web log-ins are signed with
HS256 and the channel secret; other algorithms are refused, `none` before all.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import jwt

ISSUER = "https://access.line.me"
SCOPE = "profile openid"
_LEEWAY = 60


class LineRefused(Exception):
    """A log-in that does not count: `reason` says why, for the log and for tests."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Flow:
    """What a log-in that is under way must bring back, and where it leads."""

    state: str
    nonce: str
    verifier: str
    code: str

    def kept(self) -> dict[str, str]:
        """Give it as the cookie keeps it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class LineUser:
    """Somebody whom LINE has vouched for."""

    id: str
    name: str


def started(*, code: str) -> Flow:
    """Begin a log-in. `code` is the link code that it follows, or empty."""
    return Flow(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), code)


def challenge_of(verifier: str) -> str:
    """Give the PKCE challenge of a verifier (S256)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def authorize_url(at: str, *, channel_id: str, redirect_uri: str, flow: Flow, language: str) -> str:
    """Give the address at which LINE asks its user."""
    query = {
        "response_type": "code",
        "client_id": channel_id,
        "redirect_uri": redirect_uri,
        "state": flow.state,
        "scope": SCOPE,
        "nonce": flow.nonce,
        "code_challenge": challenge_of(flow.verifier),
        "code_challenge_method": "S256",
        "bot_prompt": "normal",
        "ui_locales": language,
    }
    return f"{at}?{urlencode(query)}"


def token_form(*, code: str, redirect_uri: str, channel_id: str, channel_secret: str, flow: Flow) -> dict[str, str]:
    """Give the form that turns an authorization code into tokens."""
    return {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "client_id": channel_id,
        "client_secret": channel_secret,
        "code_verifier": flow.verifier,
    }


def check_state(given: str, flow: Flow | None) -> Flow:
    """Give the flow that a callback belongs to. Raises LineRefused for a state that this browser did not start with."""
    if flow is None or not hmac.compare_digest(given.encode(), flow.state.encode()):
        raise LineRefused("state")
    return flow


def user_of(tokens: Mapping[str, Any], *, channel_id: str, channel_secret: str, nonce: str, now: datetime) -> LineUser:
    """Give the user of a token answer. Raises LineRefused unless the ID token is LINE's, for us, for this log-in."""
    try:
        claims = jwt.decode(
            str(tokens.get("id_token", "")),
            channel_secret,
            algorithms=["HS256"],
            audience=channel_id,
            issuer=ISSUER,
            options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"], "verify_exp": False, "verify_iat": False},
        )
    except jwt.PyJWTError as failure:
        raise LineRefused(f"id_token: {failure}") from failure
    if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise LineRefused("nonce")
    # The moment is told, as everywhere, so that a test can say when it is.
    if int(claims["exp"]) + _LEEWAY < now.timestamp() or int(claims["iat"]) - _LEEWAY > now.timestamp():
        raise LineRefused("expired")
    return LineUser(str(claims["sub"]), str(claims.get("name", "")))
