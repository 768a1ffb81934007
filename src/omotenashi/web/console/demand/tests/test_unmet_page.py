# SPDX-License-Identifier: Apache-2.0
"""需要インサイト in the office: who may see it, what it shows and finds, and the people behind a need."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from omotenashi.base import clock
from omotenashi.commerce.catalogue.models import Product
from omotenashi.engagement.audience.models import Segment
from omotenashi.insight import queries as insight
from omotenashi.insight.demand.unmet import Asked, Share, ranked
from omotenashi.insight.unmet import Unmet
from omotenashi.people.staff.models import AuditEntry, Staff
from omotenashi.places.locations.models import Location
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
PAGE = "/console/figures/unmet/"


@pytest.fixture
def needs(monkeypatch: pytest.MonkeyPatch) -> Product:
    """A word that ten searched for, and a cup that four looked at while there was none."""
    cup = Product.objects.create(code="C1", name="汲出し", changed_in=0)
    facts: dict[str, Any] = {"events": 12, "served": 2, "last_at": clock.now()}
    asked = [
        Asked(kind="search", word="抹茶 プロテイン", persons=10, worth=1_000, **facts),
        Asked(kind="view", product_id=cup.pk, persons=4, worth=3_300, **facts),
    ]
    shares = {"search": Share(25, 100)}
    found = Unmet(needs=ranked(asked, shares), shares=shares, since=clock.now() - timedelta(days=90), order_worth=1_000)
    monkeypatch.setattr(insight, "unmet_needs", lambda **_asked: found)
    return cup


@pytest.mark.parametrize(
    ("role", "status", "file"),
    [
        ("headquarters", 200, 200),
        ("manager", 200, 200),
        ("support", 200, 403),
        ("developer", 200, 403),
        ("clerk", 403, 403),
    ],
)
def test_needs_are_for_those_who_may_see_figures(role: str, status: int, file: int) -> None:
    client = shop.signed_in(role)
    assert [client.get(f"{PAGE}{part}").status_code for part in ("", "people/?kind=search&word=x")] == [status] * 2
    assert [client.get(f"{PAGE}{part}export/").status_code for part in ("", "people/")] == [file] * 2


def test_the_page_ranks_says_what_it_cost_and_finds(needs: Product) -> None:
    client = shop.signed_in()
    page = client.get(PAGE).content.decode()
    assert page.index("抹茶 プロテイン") < page.index("汲出し")
    assert ("¥2,000" in page, "¥1,404–¥2,744" in page, "too few to say" in page) == (True, True, True)

    def names(query: str) -> tuple[bool, bool]:
        table = client.get(f"{PAGE}{query}").content.decode().partition("<tbody>")[2]
        return "抹茶 プロテイン" in table, "汲出し" in table

    assert (names("?kind=view"), names("?q=c1"), names("?q=zzz")) == ((False, True), (False, True), (False, False))
    assert names("?kind=nonsense&days=7&place=nowhere") == (True, True)


def test_without_a_need_the_page_says_where_they_come_from() -> None:
    page = shop.signed_in().get(PAGE).content.decode()
    assert "Nothing was wanted in vain" in page


def test_a_need_opens_its_people_and_their_file(needs: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    client = shop.signed_in()
    _node, person = shop.person()
    rows = [(person, 3, False, clock.now()), (None, 1, True, clock.now())]
    monkeypatch.setattr(insight, "who_asked", lambda **_asked: rows)
    page = client.get(f"{PAGE}people/?kind=view&product={needs.pk}").content.decode()
    assert ("2 persons" in page, "佐藤 花子" in page, "A browser nobody signed in on" in page) == (True, True, True)
    lines = client.get(f"{PAGE}people/export/?kind=view&product={needs.pk}").content.decode("utf-8-sig").splitlines()
    assert (len(lines), lines[1].split(",")[:3]) == (2, ["佐藤 花子", str(person), "3"])
    assert AuditEntry.objects.get(permission="customers.export").subject == "unmet"
    assert client.get(f"{PAGE}people/?kind=view&product=nonsense").status_code == 200
    page = shop.signed_in("developer").get(f"{PAGE}people/?kind=view&product={needs.pk}").content.decode()
    assert ("佐藤 花子" in page, "Fewer than five people" in page) == (False, True)


def test_the_needs_come_as_a_file(needs: Product) -> None:
    lines = shop.signed_in().get(f"{PAGE}export/").content.decode("utf-8-sig").splitlines()
    assert (len(lines), lines[1].startswith("Search without a result,抹茶 プロテイン,,10,2,12,")) == (3, True)


def test_a_manager_asks_of_the_own_shop_only(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def needs_of(**said: Any) -> Unmet:
        asked.append(said["location_id"])
        return Unmet(needs=[], shares={}, since=clock.now(), order_worth=None)

    monkeypatch.setattr(insight, "unmet_needs", needs_of)
    client = shop.signed_in("manager")
    manager = Staff.objects.get(role="manager")
    client.get(f"{PAGE}?place=X2")
    own = Location.objects.create(code="X1", name="渋谷店", kind="store")
    Location.objects.create(code="X2", name="横浜店", kind="store")
    Staff.objects.filter(pk=manager.pk).update(location=own)
    page = client.get(f"{PAGE}?place=X2").content.decode()
    shop.signed_in().get(f"{PAGE}?place=")
    assert asked == [UUID(int=0), own.pk, None]
    assert ("渋谷店" in page, "横浜店" in page) == (True, False)


def test_the_people_behind_a_need_become_a_segment(monkeypatch: pytest.MonkeyPatch) -> None:
    _node, known = shop.person()
    found = [(known, 2, False, clock.now()), (None, 1, False, clock.now())]
    monkeypatch.setattr(insight, "who_asked", lambda **_asked: found)
    client = shop.signed_in()
    assert "Make a segment" in client.get(f"{PAGE}people/?kind=search&word=x").content.decode()
    client.post(f"{PAGE}people/segment/?kind=search&word=x", {"key": "one"})
    made = Segment.objects.get()
    assert (made.name, list(made.memberships.values_list("person_id", flat=True))) == (
        "Search without a result: x",
        [known],
    )
