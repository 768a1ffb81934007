# SPDX-License-Identifier: Apache-2.0
"""Who may open what, for every page of the record and the settings."""

import pytest
from django.test import Client

from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
PAGES = [
    "customers",
    "orders",
    "orders/returns",
    "products",
    "shops",
    "settings",
    "settings/roles",
    "settings/freshness",
]
GUARDED = {
    "customers/export": {"headquarters", "manager"},
    "orders/export": {"headquarters", "manager"},
    "orders/returns/export": {"headquarters", "manager"},
    "settings/staff": {"headquarters", "developer"},
    "settings/staff/new": {"headquarters"},
    "settings/keys": {"headquarters", "developer"},
    "settings/audit": {"headquarters", "developer"},
}
ROLES = ["headquarters", "manager", "clerk", "support", "developer"]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_exactly_what_it_may_and_each_refusal_is_kept(role: str) -> None:
    client = shop.signed_in(role)
    opened = {page for page in [*PAGES, *GUARDED] if client.get(f"/console/{page}/").status_code == 200}
    refused = {page for page, roles in GUARDED.items() if role not in roles}
    assert opened == {*PAGES, *GUARDED} - refused
    kept = AuditEntry.objects.filter(was_allowed=False).values_list("subject", flat=True)
    assert {subject.removeprefix("/console/").rstrip("/") for subject in kept} == refused


@pytest.mark.parametrize("page", [*PAGES, *GUARDED])
def test_a_stranger_sees_nothing(page: str) -> None:
    answer = Client().get(f"/console/{page}/")
    assert (answer.status_code, answer.headers["location"]) == (302, f"/login/?next=/console/{page}/")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_list_of_an_empty_shop_says_what_it_is_for(language: str) -> None:
    client = shop.signed_in(language=language)
    for page in ("customers", "orders", "orders/returns", "products"):
        assert 'class="o-empty"' in client.get(f"/console/{page}/").content.decode()


def test_a_dismissed_colleague_is_out_at_once() -> None:
    client = shop.signed_in("clerk")
    boss = Client()
    boss.force_login(shop.hired("headquarters"), backend=shop.BACKEND)
    clerk = client.get("/console/customers/").context["user"]
    boss.post(f"/console/settings/staff/{clerk.id}/dismissal/")
    assert client.get("/console/customers/").status_code == 302
