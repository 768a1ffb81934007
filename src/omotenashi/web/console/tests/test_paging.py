# SPDX-License-Identifier: Apache-2.0
"""Pages by key."""

import pytest

from omotenashi.places.locations import actions as places
from omotenashi.places.locations.models import Location
from omotenashi.web.console import paging
from omotenashi.web.console.paging import Part

pytestmark = pytest.mark.django_db
# Names repeat, so that pages are cut inside equal values.
NAMES = ["A", "A", "A", "B", "B", "C", "C", "C"]


def _parts(*, down: bool) -> list[Part]:
    rows = [places.LocationRecord(code=f"{n}", name=name) for n, name in enumerate(NAMES)]
    places.register_locations([*rows, *(places.LocationRecord(code=f"x{n}", name="", kind="dc") for n in range(3))])
    named = Part(Location.objects.exclude(name=""), "name", down=down, key_down=not down)
    return [named, Part(Location.objects.filter(name=""), "id", key="id")]


@pytest.mark.parametrize("down", [True, False])
def test_every_row_comes_once_forward_and_the_same_pages_come_back(down: bool) -> None:
    parts = _parts(down=down)
    pages = [paging.leaf(parts, size=2)]
    while pages[-1].next:
        pages.append(paging.leaf(parts, after=pages[-1].next, size=2))
    keys = [key for page in pages for key in page.keys]
    names = [Location.objects.get(pk=key).name for key in keys]
    assert names == [*sorted(NAMES, reverse=down), "", "", ""]
    assert len(set(keys)) == len(keys)
    back = [pages[-1]]
    while back[-1].previous:
        back.append(paging.leaf(parts, before=back[-1].previous, size=2))
    assert [page.keys for page in reversed(back)] == [page.keys for page in pages]


def test_an_export_walks_all_rows_in_the_same_order() -> None:
    parts = _parts(down=False)
    whole = paging.leaf(parts, size=100).keys
    assert [key for chunk in paging.everything(parts, chunk=3) for key in chunk] == whole


@pytest.mark.parametrize("cursor", ["x", "bnVsbA", "WzksMSwyXQ", "WzAsbnVsbCwieCJd", "====", "é"])
def test_a_cursor_that_cannot_be_read_opens_the_first_page(cursor: str) -> None:
    parts = _parts(down=False)
    assert paging.leaf(parts, after=cursor, size=2) == paging.leaf(parts, size=2)


def test_a_small_list_is_counted_exactly_and_a_large_one_about(monkeypatch: pytest.MonkeyPatch) -> None:
    _parts(down=False)
    assert paging.count(Location.objects.all()) == (11, False)
    monkeypatch.setattr(paging, "MOST_COUNTED", 5)
    assert paging.count(Location.objects.all())[1] is True
