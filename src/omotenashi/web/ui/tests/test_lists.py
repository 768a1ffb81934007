# SPDX-License-Identifier: Apache-2.0
"""The state of a list is its URL."""

import pytest
from django.http import QueryDict
from django.template import Context, Template

from omotenashi.web.ui import lists

SPEC = lists.ListSpec(
    name="people",
    search="Name",
    sort="-last",
    columns=[
        lists.Column("name", "Name", fixed=True, sort=True),
        lists.Column("spend", "Spend", kind="money", sort=True),
        lists.Column("last", "Last", kind="day", sort=True),
        lists.Column("mail", "Mail", shown=False),
    ],
    filters=[
        lists.Filter("tier", "Tier", choices=[("GOLD", "Gold"), ("NEW", "New")]),
        lists.Filter("spend", "Spend", kind="number"),
    ],
    views=[lists.View("", "All"), lists.View("best", "Best", query="tier=GOLD&sort=-spend")],
)


def state(query: str) -> lists.ListState:
    return lists.ListState.read(SPEC, QueryDict(query))


def test_without_a_query_the_defaults_hold() -> None:
    read = state("")
    assert (read.q, read.sort_key, read.descending, read.columns, read.density, read.view, dict(read.values)) == (
        "",
        "last",
        True,
        ("name", "spend", "last"),
        "normal",
        "",
        {},
    )


def test_what_is_unknown_is_left_out() -> None:
    read = state("sort=password&cols=secret&density=tiny&view=mine&hack=1")
    assert (read.sort, read.columns, read.density, read.view, dict(read.values)) == (
        "-last",
        ("name", "spend", "last"),
        "normal",
        "",
        {},
    )


@pytest.mark.parametrize(
    ("query", "changes", "url"),
    [
        ("", {}, "?"),
        ("q=hana", {"sort": "spend"}, "?q=hana&sort=spend"),
        ("tier=GOLD&tier=NEW", {"tier": ("NEW",)}, "?tier=NEW"),
        ("tier=GOLD&spend_from=10", {"tier": ""}, "?spend_from=10"),
        ("after=abc&q=x", {"density": "dense"}, "?q=x&density=dense"),
        ("q=x", {"after": "abc"}, "?q=x&after=abc"),
        ("", {"columns": ("name", "mail")}, "?cols=name%2Cmail"),
    ],
)
def test_a_change_is_a_link_and_forgets_the_page(query: str, changes: dict[str, object], url: str) -> None:
    assert state(query).url(**changes) == url


def test_a_saved_view_brings_its_own_conditions_and_can_be_narrowed_further() -> None:
    read = state("view=best&q=hana")
    assert (dict(read.values), read.sort, read.q) == ({"tier": ("GOLD",)}, "-spend", "hana")


def test_reading_the_url_of_a_state_gives_the_state() -> None:
    read = state("q=花&tier=GOLD&spend_to=900&sort=name&cols=name,mail&density=dense")
    assert state(read.url().removeprefix("?")) == read


def render(page: lists.ListPage) -> str:
    return Template("{% load ui %}{% list page %}").render(Context({"page": page}))


def test_every_value_is_escaped() -> None:
    row = lists.Row(id="1", label="x", href="/c/1/", cells={"name": "<script>alert(1)</script>", "spend": 1200})
    html = render(lists.ListPage(state=state("q=%22%3E%3Cb%3E"), rows=[row], count=1))
    assert "<script>alert" not in html
    assert "<b>" not in html.replace("<b data-bulk-count", "")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_an_empty_shop_and_an_empty_search_say_different_things() -> None:
    empty = render(lists.ListPage(state=state(""), rows=[], empty={"title": "No customers yet"}))
    narrowed = render(lists.ListPage(state=state("q=zzz"), rows=[], empty={"title": "No customers yet"}))
    assert ("No customers yet" in empty, "No customers yet" in narrowed) == (True, False)
