# SPDX-License-Identifier: Apache-2.0
"""The stand-in answers what LINE would, and is not there as soon as keys are set."""

from typing import Any

import pytest
from django.urls import reverse

from omotenashi.web.portal.membership.line import contract
from omotenashi.web.portal.membership.standin import tokens
from omotenashi.web.portal.membership.tests import phone as phones
from omotenashi.web.portal.membership.tests.phone import HANAKO, asked, phone, query, said_yes

pytestmark = pytest.mark.django_db
BACK = "http://testserver/my/line/back/"


@pytest.fixture(autouse=True)
def shop(db: None) -> None:
    phones.opened()


def form(code: str, verifier: str, **other: str) -> dict[str, str]:
    return {
        "grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "client_id": tokens.CHANNEL_ID,
        "client_secret": tokens.channel_secret(), "code_verifier": verifier, **other,
    }  # fmt: skip


def test_the_four_addresses_answer_in_line_s_words() -> None:
    client = phone()
    flow = contract.started(code="")
    address = contract.authorize_url(
        reverse("portal:standin-authorize"), channel_id=tokens.CHANNEL_ID, redirect_uri=BACK, flow=flow, language="ja"
    )
    assert HANAKO.name in client.get(address).content.decode()
    back = query(said_yes(client, address, HANAKO))
    assert back["state"] == flow.state
    answer = client.post(reverse("portal:standin-token"), form(back["code"], flow.verifier)).json()
    assert sorted(answer) == ["access_token", "expires_in", "id_token", "refresh_token", "scope", "token_type"]
    checked = client.post(
        reverse("portal:standin-verify"), {"id_token": answer["id_token"], "client_id": tokens.CHANNEL_ID}
    ).json()
    assert (checked["sub"], checked["name"], checked["nonce"]) == (HANAKO.id, HANAKO.name, flow.nonce)
    profile = client.get(
        reverse("portal:standin-profile"), headers={"Authorization": f"Bearer {answer['access_token']}"}
    )
    assert profile.json() == {"userId": HANAKO.id, "displayName": HANAKO.name}


@pytest.mark.parametrize(
    "wrong",
    [{"code": "x"}, {"client_secret": "x"}, {"redirect_uri": "https://evil.example/"}, {"code_verifier": "x"}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_token_is_refused_as_line_refuses_it(wrong: dict[str, str]) -> None:
    client, flow = phone(), contract.started(code="")
    address = contract.authorize_url(
        reverse("portal:standin-authorize"), channel_id=tokens.CHANNEL_ID, redirect_uri=BACK, flow=flow, language="ja"
    )
    code = query(said_yes(client, address, HANAKO))["code"]
    answer = client.post(reverse("portal:standin-token"), {**form(code, flow.verifier), **wrong})
    assert (answer.status_code, list(answer.json())) == (400, ["error"])


def test_it_sends_nobody_to_another_house() -> None:
    address = asked(phone()).replace("testserver%2Fmy", "evil.example%2Fmy")
    assert phone().get(address).status_code == 400


def test_with_keys_line_itself_is_asked_and_the_stand_in_is_gone(settings: Any) -> None:
    settings.LINE_CHANNEL_ID, settings.LINE_CHANNEL_SECRET = "1234567890", "s" * 32
    address = asked(phone())
    assert address.startswith("https://access.line.me/oauth2/v2.1/authorize?")
    said = query(address)
    assert (said["client_id"], said["redirect_uri"], said["scope"]) == ("1234567890", BACK, "profile openid")
    assert said["code_challenge_method"] == "S256"
    assert "Stand-in" not in phone().get(reverse("portal:link")).content.decode()
    paths = [reverse(f"portal:standin-{name}") for name in ("authorize", "profile")]
    assert [phone().get(path).status_code for path in paths] == [404, 404]
    posts = [reverse(f"portal:standin-{name}") for name in ("authorize", "token", "verify")]
    assert [phone().post(path).status_code for path in posts] == [404, 404, 404]


def test_one_key_alone_does_not_open_line(settings: Any) -> None:
    settings.LINE_CHANNEL_ID = "1234567890"
    assert "/my/line/standin/authorize/" in asked(phone())


def test_the_challenge_is_that_of_rfc_7636() -> None:
    assert contract.challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == (
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )
