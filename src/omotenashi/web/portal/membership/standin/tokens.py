# SPDX-License-Identifier: Apache-2.0
"""What LINE's servers would answer: codes, tokens, ID tokens, profiles. The same checks as theirs, the same words.

A code is signed and says everything it stands for; it is good once and for ten minutes. The issuer in the ID token is
LINE's, so that one and the same check reads both; the channel's secret is not LINE's, so neither passes for the other.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from django.conf import settings
from django.core import signing
from django.core.cache import cache

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.web.portal.membership.line.contract import ISSUER, SCOPE, LineRefused, challenge_of

CHANNEL_ID = "0000000000"
_CODE, _ACCESS = "line-standin-code", "line-standin-access"
_CODE_SECONDS, _TOKEN_SECONDS, _ID_SECONDS = 600, 2_592_000, 3600


@dataclass(frozen=True, slots=True)
class Friend:
    """Somebody with a LINE account that there is not."""

    id: str
    name: str


FRIENDS = tuple(
    Friend(f"U{hashlib.blake2b(name.encode(), digest_size=16).hexdigest()}", name)
    for name in ("佐藤 花子", "Takumi", "鈴木さん家のママ", "渡邉 健一")
)


def friend(friend_id: str) -> Friend | None:
    """Give the friend of an id."""
    return next((one for one in FRIENDS if one.id == friend_id), None)


def channel_secret() -> str:
    """Give the secret of the channel that there is not: this installation's own."""
    return hashlib.blake2b(settings.CARD_KEY, person=b"line standin", digest_size=16).hexdigest()


def code_for(who: Friend, *, asked: Mapping[str, str]) -> str:
    """Give the authorization code for a friend who said yes to what was asked."""
    kept = {name: asked.get(name, "") for name in ("nonce", "code_challenge", "redirect_uri", "client_id")}
    return signing.dumps({**kept, "sub": who.id, "name": who.name, "jti": str(new_id())}, salt=_CODE)


def exchange(form: Mapping[str, str]) -> dict[str, Any]:
    """Turn a code into tokens, once. Raises LineRefused with LINE's word for what is wrong."""
    try:
        said = signing.loads(form.get("code", ""), salt=_CODE, max_age=_CODE_SECONDS)
    except signing.BadSignature:
        raise LineRefused("invalid_grant") from None
    if (form.get("client_id"), form.get("client_secret")) != (CHANNEL_ID, channel_secret()):
        raise LineRefused("invalid_client")
    fits = form.get("redirect_uri") == said["redirect_uri"] and form.get("grant_type") == "authorization_code"
    if not fits or challenge_of(form.get("code_verifier", "")) != said["code_challenge"]:
        raise LineRefused("invalid_grant")
    if not cache.add(f"line-standin:{said['jti']}", 1, _CODE_SECONDS):
        raise LineRefused("invalid_grant")
    who = {"sub": said["sub"], "name": said["name"]}
    return {
        "access_token": signing.dumps(who, salt=_ACCESS),
        "expires_in": _TOKEN_SECONDS,
        "id_token": _id_token(who, nonce=said["nonce"]),
        "refresh_token": "none",
        "scope": SCOPE,
        "token_type": "Bearer",
    }


def verify(form: Mapping[str, str]) -> dict[str, Any]:
    """Give the claims of an ID token. Raises LineRefused."""
    try:
        return dict(
            jwt.decode(
                form.get("id_token", ""), channel_secret(), algorithms=["HS256"], audience=form.get("client_id", ""),
                issuer=ISSUER,
            )
        )  # fmt: skip
    except jwt.PyJWTError:
        raise LineRefused("invalid_request") from None


def profile(access_token: str) -> dict[str, str]:
    """Give the profile of whom an access token stands for. Raises LineRefused."""
    try:
        who = signing.loads(access_token, salt=_ACCESS, max_age=_TOKEN_SECONDS)
    except signing.BadSignature:
        raise LineRefused("invalid_token") from None
    return {"userId": who["sub"], "displayName": who["name"]}


def _id_token(who: Mapping[str, str], *, nonce: str) -> str:
    now = int(clock.now().timestamp())
    claims = {"iss": ISSUER, "aud": CHANNEL_ID, "iat": now, "exp": now + _ID_SECONDS, "amr": ["linesso"], **who}
    return jwt.encode({**claims, "nonce": nonce}, channel_secret(), algorithm="HS256")
