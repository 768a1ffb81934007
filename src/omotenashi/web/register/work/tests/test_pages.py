# SPDX-License-Identifier: Apache-2.0
"""Who opens which page of the back room, and that a shop's things stay its own: every address, every role."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from omotenashi.base.ids import new_id
from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment.tests import desk as floor
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.actions.transfers import Sending
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.register.work import urls
from omotenashi.web.register.work.tests import backroom
from omotenashi.web.register.work.tests.backroom import send

pytestmark = pytest.mark.django_db

FLOOR = {"headquarters", "manager", "clerk"}
LEADERS = {"headquarters", "manager"}
PAGES: dict[str, set[str]] = {
    "": set(backroom.ROLES),
    "cards/": set(backroom.ROLES),
    "errands/": set(backroom.ROLES),
    "walk/": FLOOR,
    "stock/": set(backroom.ROLES),
    "transfers/": set(backroom.ROLES),
    "transfers/new/": FLOOR,
    "counts/": FLOOR,
    "shift/": FLOOR,
    "shifts/": FLOOR,
    "shifts/export/": LEADERS,
}


@pytest.fixture(autouse=True)
def _shops() -> None:
    backroom.furnish()


@pytest.mark.parametrize("role", backroom.ROLES)
def test_each_role_opens_exactly_what_it_may(role: str) -> None:
    client = backroom.at(role=role)
    opened = {page for page in PAGES if client.get(f"/register/work/{page}").status_code == 200}
    assert opened == {page for page, roles in PAGES.items() if role in roles}


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_asked_to_sign_in(page: str) -> None:
    assert Client().get(f"/register/work/{page}").headers["location"].startswith("/login/")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_empty_shop_says_on_each_page_what_will_be_there(language: str) -> None:
    client = backroom.at(role="headquarters", language=language)
    for page in ("walk/", "transfers/", "transfers/?view=out", "transfers/?view=done", "counts/", "shifts/"):
        assert 'class="o-empty"' in backroom.see(client, page), page


def _things() -> dict[str, UUID]:
    """Give one of each thing of Ginza."""
    ginza, shirt = floor.place("GINZA"), backroom.variant("SHIRT")
    hold = fulfilment.hold_try_on(
        node_id=floor.member("M9"), location_id=ginza, wanted={shirt: 1}, key="hold", now=floor.NOW
    )
    transfer = stock.transfers.draft(
        [Sending(variant_id=shirt, quantity=1)],
        source_id=ginza,
        destination_id=floor.place("DC"),
        key="t",
        now=floor.NOW,
    )
    counting = stock.rounds.open_round(location_id=ginza, key="r", now=floor.NOW)
    shift = payments.open_shift(
        location_id=ginza, terminal="T99", currency="JPY", counts={1000: 5}, staff_id=None, key="s", now=floor.NOW
    )
    return {
        "task_id": backroom.task().pk, "hold_id": hold, "transfer_id": transfer, "round_id": counting, "shift_id": shift.pk,
    }  # fmt: skip


def _addresses() -> list[str]:
    """Give every address that names a thing of a shop; a variant belongs to nobody."""
    return [
        str(one.pattern)
        for one in urls.urlpatterns
        if "<uuid:" in str(one.pattern) and "variant" not in str(one.pattern)
    ]


@pytest.mark.parametrize("role", ["manager", "clerk"])
def test_whoever_works_in_one_shop_touches_nothing_of_another(role: str) -> None:
    things = _things()
    client = backroom.at("UMEDA", role)
    before, refused = _stands(things), []
    for pattern in _addresses():
        address = pattern
        for name, key in things.items():
            address = address.replace(f"<uuid:{name}>", str(key))
        answers = {
            client.get(f"/register/work/{address}").status_code,
            send(client, address, reason="busy").status_code,
        }
        if answers <= {403, 405} and 403 in answers:
            refused.append(pattern)
    assert refused == _addresses()
    assert _stands(things) == before
    assert AuditEntry.objects.filter(was_allowed=False).count() == len(refused)


def test_a_till_of_another_shop_lets_nobody_in() -> None:
    client = backroom.at("UMEDA", "clerk", works_in="GINZA")
    answers = {
        page: client.get(f"/register/work/{page}").headers.get("location", "")
        for page in PAGES
        if page != "shifts/export/"
    }
    assert set(answers.values()) == {"/register/device/"}


def _stands(things: dict[str, UUID]) -> list[Any]:
    from omotenashi.commerce.fulfilment.models import Fulfilment, TryOnHold
    from omotenashi.commerce.payments.models import CashEntry, Shift
    from omotenashi.commerce.stock.models import CountLine, CountRound, Movement, Transfer

    tables: list[Callable[..., Any]] = [
        Fulfilment,
        TryOnHold,
        Shift,
        CashEntry,
        CountLine,
        CountRound,
        Movement,
        Transfer,
    ]
    return [list(table.objects.order_by("pk").values_list()) for table in tables]  # type: ignore[attr-defined]


def test_what_nobody_knows_is_not_found() -> None:
    client, nothing = backroom.at(role="headquarters"), new_id()
    for pattern in _addresses():
        address = pattern
        for name in ("task_id", "hold_id", "transfer_id", "round_id", "shift_id"):
            address = address.replace(f"<uuid:{name}>", str(nothing))
        statuses = {client.get(f"/register/work/{address}").status_code, send(client, address).status_code}
        assert statuses <= {404, 405}, address
