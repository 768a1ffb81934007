# SPDX-License-Identifier: Apache-2.0
"""From a number to a segment in one press; its page, its list, its file, and who may what."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries
from omotenashi.engagement.audience.models import Segment
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.models import AuditEntry, Staff
from omotenashi.places.locations.models import Location
from omotenashi.web.console.figures.tests.lake import DAY, people, stored
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
DRAWER = {"HX-Request": "true", "HX-Target": "drawer-body"}
QUERY = f"{DAY}&cell.days=60&cell.group=&cell.part=repeaters"
F2 = f"/console/figures/f2/people/?{QUERY}"
NAME = "F2 conversion: Within days: 60 days, Bought again"


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stored(tmp_path_factory.mktemp("segments") / "lake")


@pytest.fixture(autouse=True)
def shop_lake(settings: Any, example: Path) -> None:
    settings.LAKE_PATH = example


def pressed(client: Client, *, key: str = "k", kind: str = "live", query: str = QUERY) -> Any:
    """Press the button of the drawer."""
    return client.post("/console/segments/new/", {"measure": "f2", "query": query, "key": key, "kind": kind})


def made(client: Client, **how: str) -> Segment:
    """Press it and give what it made."""
    pressed(client, **how)
    return Segment.objects.latest("made_at")


def test_one_press_in_the_drawer_makes_the_list_of_the_cell() -> None:
    client, ids = shop.signed_in(), people()
    drawer = client.get(F2, headers=DRAWER)
    assert escape(QUERY) in drawer.content.decode()
    first, again = pressed(client), pressed(client)
    one = Segment.objects.get()
    assert (first.url, again.url) == (f"/console/segments/{one.pk}/", f"/console/segments/{one.pk}/")
    assert (one.name, one.size) == (NAME, 3)
    assert set(queries.members_of(one.pk).values_list("person_id", flat=True)) == {ids[1], ids[3], ids[6]}
    assert f"/console/segments/{one.pk}/" in client.get(F2, headers=DRAWER).content.decode()  # it is there already


def test_a_cell_that_is_none_makes_nothing() -> None:
    client = shop.signed_in()
    assert pressed(client, query=f"{DAY}&cell.days=soon&cell.group=").status_code == 400
    assert client.post("/console/segments/new/", {"measure": "no-such"}).status_code == 404
    assert Segment.objects.count() == 0


def test_the_page_says_what_it_means_and_who_is_in_it() -> None:
    client, ids = shop.signed_in(), people()
    for number, sales in ((1, 500), (3, 900), (2, 600)):
        shop.scored(ids[number], sales=sales)
    one = made(client)
    context: Any = client.get(f"/console/segments/{one.pk}/").context
    assert context["meaning"].sentence == "Everybody in “F2 conversion” at Within days: 60 days / Bought again."
    assert [row.cells["name"] for row in context["page"].rows] == ["Customer 3", "Customer 1", "Customer 6"]
    assert [figure["value"] for figure in context["figures"][:3]] == ["3", "¥700", "70.0%"]
    assert (context["kind"], context["may_change"], context["page"].count) == ("live", True, 3)


@pytest.mark.parametrize("path", ["", "?state=live", "?q=F2", "?mine=yes&sort=-size"])
def test_the_list_finds_and_needs_as_many_queries_for_three_as_for_one(path: str) -> None:
    client = shop.signed_in()
    people()
    made(client, key="a")
    once = shop.queries_of(client, f"/console/segments/{path}")
    for key in "bc":
        made(client, key=key)
    assert shop.queries_of(client, f"/console/segments/{path}") == once
    assert client.get(f"/console/segments/{path}").context["page"].count == 3


def test_the_members_need_as_many_queries_for_three_as_for_one() -> None:
    client = shop.signed_in()
    ids = people()
    hand, _new = audience.create(key="h", name="Hand", definition=queries.Manual(), now=Staff.objects.get().hired_at)
    audience.add(hand.pk, persons=[ids[1]], now=hand.made_at)
    once = shop.queries_of(client, f"/console/segments/{hand.pk}/")
    audience.add(hand.pk, persons=[ids[2], ids[3]], now=hand.made_at)
    assert shop.queries_of(client, f"/console/segments/{hand.pk}/") == once


def test_an_empty_list_says_what_to_do() -> None:
    text = shop.signed_in().get("/console/segments/").content.decode()
    assert ("No segments yet" in text, 'href="/console/figures/"' in text) == (True, True)


def test_it_is_renamed_frozen_archived_and_taken_back() -> None:
    client = shop.signed_in()
    people()
    one = made(client)
    here = f"/console/segments/{one.pk}/"
    assert client.post(f"{here}name/", {"name": ""}).status_code == 422
    assert client.post(f"{here}name/", {"name": "  Back   soon "}).status_code == 302
    states = []
    for to in ("frozen", "live", "archived"):
        client.post(f"{here}state/", {"to": to})
        states.append(client.get(here).context["kind"])
    assert (states, client.get("/console/segments/").context["page"].count) == (["frozen", "live", "archived"], 0)
    client.post(f"{here}state/?to=restored")
    one.refresh_from_db()
    assert (one.name, one.archived_at, one.stage, client.get(here).context["kind"]) == (
        "Back soon",
        None,
        "waiting",
        "live",
    )


def test_a_computation_shows_how_far_it_is_and_can_be_cancelled() -> None:
    client = shop.signed_in()
    people()
    one = made(client)
    here = f"/console/segments/{one.pk}/computation/"
    client.post(here)
    going = client.get(f"{here}progress/")
    assert ("HX-Refresh" in going.headers, going.context["done"], going.context["total"]) == (False, 1, 3)
    assert client.post(f"{here}cancellation/", headers={"HX-Request": "true"}).status_code == 204
    assert client.get(f"{here}progress/").headers["HX-Refresh"] == "true"


def test_the_file_cannot_be_run_as_a_formula_and_is_audited() -> None:
    client = shop.signed_in("manager")
    _node, wicked = shop.person(9, name="=1+1")
    hand, _new = audience.create(key="h", name="Hand", definition=queries.Manual(), now=Staff.objects.get().hired_at)
    audience.add(hand.pk, persons=[wicked], now=hand.made_at)
    answer: Any = client.post(f"/console/segments/{hand.pk}/export/?cols=name,member_no", {"encoding": "utf-8"})
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[1] == "'=1+1,M9"
    assert AuditEntry.objects.filter(permission="customers.export", was_allowed=True).count() == 1


@pytest.mark.parametrize(
    ("role", "page", "make", "file"),
    [("headquarters", 200, 302, 200), ("manager", 200, 302, 200), ("support", 200, 302, 403), ("clerk", 200, 403, 403),
     ("developer", 200, 403, 403)],
)  # fmt: skip
def test_each_role_may_what_it_may(role: str, page: int, make: int, file: int) -> None:
    office = shop.signed_in()
    people()
    one = made(office)
    client = Client(headers={"accept-language": "en"})
    client.force_login(Staff.objects.filter(role=role).first() or shop.hired(role), backend=shop.BACKEND)
    found = [
        client.get(f"/console/segments/{one.pk}/").status_code,
        pressed(client, key=role).status_code,
        client.get(f"/console/segments/{one.pk}/export/").status_code,
    ]
    assert found == [page, make, file]


def test_few_people_are_hidden_from_roles_that_may_not_export() -> None:
    office = shop.signed_in()
    people()
    one = made(office)
    client = shop.signed_in("support")
    context: Any = client.get(f"/console/segments/{one.pk}/").context
    assert (context["masked"], context["page"], context["moves"], context["figures"][0]["value"]) == (
        True,
        None,
        [],
        "under 5",
    )


def test_a_shop_changes_its_own_segments_and_no_others() -> None:
    office = shop.signed_in()
    people()
    of_office = made(office, key="office")
    place = Location.objects.get(code="S1")
    clients = []
    for name in ("a", "b"):
        ken = staff.hire(email=f"{name}@example.jp", name=name, role="manager", password=None, location_id=place.pk)
        client = Client(headers={"accept-language": "en"})
        client.force_login(ken, backend=shop.BACKEND)
        clients.append(client)
    of_shop = made(clients[0], key="shop")
    tries = [client.post(f"/console/segments/{one.pk}/name/", {"name": "X"}).status_code
             for client, one in ((clients[0], of_shop), (clients[1], of_shop), (clients[1], of_office))]  # fmt: skip
    of_office.refresh_from_db()
    assert (of_shop.location_id, tries, of_office.name) == (place.pk, [302, 302, 403], NAME)
    assert clients[0].get(f"/console/segments/{of_office.pk}/").context["may_change"] is False


def test_the_record_of_a_customer_names_the_segments() -> None:
    client, ids = shop.signed_in(), people()
    one = made(client)
    inside, outside = (client.get(f"/console/customers/{ids[n]}/").content.decode() for n in (1, 2))
    assert [f"/console/segments/{one.pk}/" in text for text in (inside, outside)] == [True, False]
