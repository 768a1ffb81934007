# SPDX-License-Identifier: Apache-2.0
"""A request from the portal: filed, shown to be one's own with a code, and no word on whether we know somebody."""

import pytest
from django.test import Client
from django.urls import reverse

from omotenashi.people.consent.actions import challenges
from omotenashi.people.consent.models import Case, Challenge
from omotenashi.people.customers.tests.hana import customer, register
from omotenashi.places.locations import actions as locations

pytestmark = pytest.mark.django_db
SAID = {"kind": "erasure", "name": "花", "email": "hana@example.jp", "text": ""}


@pytest.fixture(autouse=True)
def _shop(db: None) -> None:
    locations.set_up_retailer(name="酒と茶", currency="JPY")
    register(customer("member_no=M1", "email=hana@example.jp"))


def file(client: Client, **said: str) -> str:
    """File a request and give the address of its page."""
    answer = client.post(reverse("portal:requests"), {**SAID, **said})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_a_code_to_the_known_address_checks_the_identity(client: Client) -> None:
    page = file(client)
    case, challenge = Case.objects.get(), Challenge.objects.get()
    assert (case.node_id is not None, case.verified_at) == (True, None)
    wrong = f"{(int(challenges.code_of(challenge)) + 1) % 1_000_000:06}"
    assert client.post(page, {"code": wrong}).status_code == 422
    assert client.post(page, {"code": challenges.code_of(challenge)}).status_code == 302
    case.refresh_from_db()
    assert (case.verified_how, case.verified_by) == ("code", "customer")
    assert list(case.journal.values_list("step", flat=True)) == ["received", "verified"]


def test_five_wrong_codes_end_it(client: Client) -> None:
    page = file(client)
    right = challenges.code_of(Challenge.objects.get())
    for n in range(5):
        client.post(page, {"code": f"{(int(right) + 1 + n) % 1_000_000:06}"})
    assert client.post(page, {"code": right}).status_code == 422
    assert Case.objects.get().verified_at is None


def test_a_stranger_sees_the_same_page(client: Client) -> None:
    known, unknown = file(client), file(client, email="nobody@example.jp")
    shown = [client.get(page).content.decode() for page in (known, unknown)]
    assert ["hana" in text or "nobody" in text for text in shown] == [False, False]
    assert Challenge.objects.filter(address="nobody@example.jp").count() == 0
    assert Case.objects.get(address="nobody@example.jp").node_id is None


def test_a_forged_page_is_not_there(client: Client) -> None:
    file(client)
    assert client.get(reverse("portal:request", args=["x:y:z"])).status_code == 404


def test_what_is_not_said_is_asked_for(client: Client) -> None:
    assert client.post(reverse("portal:requests"), {"kind": "", "email": "no"}).status_code == 200
    assert Case.objects.count() == 0
