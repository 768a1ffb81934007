# SPDX-License-Identifier: Apache-2.0
"""Pure decisions: clocks that are wrong, the two roads of an item, and traits."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omotenashi.people.timeline.rules import Around, Item, Origin, fields_of, item_of
from omotenashi.people.timeline.rules.clocks import event_time, read, ticks
from omotenashi.people.timeline.rules.items import slow_item_of
from omotenashi.people.timeline.rules.quick import track_of

HOUR = 3_600_000_000
DAY = 24 * HOUR
NOON = 1000 * DAY
SERVER = Origin(
    source_id=bytes(16), kind="server", trust=b"t", public=False, keeps_own_time=True, verifying=True, shared=False
)
WEB = Origin(
    source_id=bytes(16), kind="web", trust=b"p", public=True, keeps_own_time=False, verifying=False, shared=False
)


@pytest.mark.parametrize(
    ("original", "sent", "own", "at"),
    [
        (NOON - HOUR, NOON, False, NOON - HOUR),  # both clocks right
        (NOON + 3 * DAY - HOUR, NOON + 3 * DAY, False, NOON - HOUR),  # three days fast
        (NOON - 3 * DAY - HOUR, NOON - 3 * DAY, False, NOON - HOUR),  # three days slow
        (NOON - 400 * DAY, NOON, False, NOON - 400 * DAY),  # a historical import
        (NOON - HOUR, None, False, NOON - HOUR),
        (None, NOON, False, NOON),
        (None, None, True, NOON),
        (NOON - 5 * DAY, NOON - 3 * DAY, True, NOON - 5 * DAY),  # a server's envelope came late
        (NOON - 5 * DAY, NOON - 3 * DAY, False, NOON - 2 * DAY),
        (NOON + HOUR, NOON, False, NOON),  # in the future
        (NOON + HOUR, None, False, NOON),
    ],
)
def test_the_moment_of_an_event(original: int | None, sent: int | None, own: bool, at: int) -> None:
    assert event_time(original, sent, NOON, own) == at


@given(st.integers(-(10**17), 10**17), st.none() | st.integers(-(10**17), 10**17), st.booleans())
def test_no_event_is_later_than_its_receipt(original: int, sent: int | None, own: bool) -> None:
    assert event_time(original, sent, NOON, own) <= NOON


@pytest.mark.parametrize("said", ["yesterday", "", None, 5, "9999-12-31T00:00:00Z", "0001-01-01T00:00:00+09:00", []])
def test_what_no_clock_shows_is_not_read(said: Any) -> None:
    assert read(said) is None


def test_zones_are_one_moment() -> None:
    said = ("2026-11-22T09:00:00+09:00", "2026-11-22T00:00:00Z", "2026-11-22T00:00:00+00:00", "2026-11-22T00:00:00")
    assert len({read(one) for one in said}) == 1


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)
ITEMS = st.fixed_dictionaries(
    {"type": st.just("track"), "event": st.text(max_size=8), "messageId": st.text(min_size=1, max_size=8)},
    optional={
        "userId": st.none() | st.text(max_size=4) | st.integers(),
        "anonymousId": st.none() | st.text(max_size=4),
        "timestamp": st.sampled_from(["2026-11-22T00:00:00Z", "2026-11-22T00:00:00.123+09:00", "soon"]),
        "sentAt": st.sampled_from(["2026-11-22T00:00:00Z", "x"]),
        "properties": st.dictionaries(st.text(max_size=5), PLAIN, max_size=3),
        "context": st.dictionaries(st.sampled_from(["ip", "userAgent", "locale", "device", "direct"]), PLAIN),
        "integrations": st.dictionaries(st.text(max_size=3), st.booleans(), max_size=2),
        "odd": PLAIN,
    },
)


@given(ITEMS, st.booleans(), st.sampled_from([SERVER, WEB]))
def test_both_roads_give_the_same_entry(said: dict[str, Any], ascii_only: bool, origin: Origin) -> None:
    try:
        raw = json.dumps(said, ensure_ascii=ascii_only, allow_nan=False).encode()
    except (UnicodeEncodeError, ValueError):
        return
    quick, slow = (
        road(raw, around=Around(received=NOON, address="203.0.113.5", user_agent="curl"), origin=origin)
        for road in (item_of, slow_item_of)
    )
    assert type(quick) is type(slow)
    if isinstance(quick, Item) and isinstance(slow, Item):
        for item in (quick, slow):
            item.props, item.context = json.loads(item.props), json.loads(item.context)
        assert quick == slow
    else:
        assert quick == slow


def test_the_usual_item_takes_the_quick_road() -> None:
    said = {
        "type": "track", "event": "Product Viewed", "messageId": "m", "userId": "u", "anonymousId": None,
        "timestamp": "2026-11-22T00:00:00Z", "properties": {"name": "羽織", "price": 1}, "context": {"locale": "ja"},
        "integrations": {},
    }  # fmt: skip
    found = item_of(json.dumps(said).encode(), around=Around(received=NOON), origin=SERVER)
    assert isinstance(found, Item)
    # As it came, blanks and all: the other road writes JSON anew.
    assert (found.context, found.keys) == (b'{"locale": "ja"}', (("user_id", "u"),))


@pytest.mark.parametrize(
    ("props", "quick"),
    [
        (b'{"id":"3e450a1b-1e-500"}', True),
        (b'{"price":12.5e2}', True),
        (b'{"x":1e99999}', False),
        (b'{"x": -1E+999}', False),
        (b'{"x":[0,1e-5000]}', False),
        (b'{"x":[12.34e500]}', False),
        (b'{"x":%s}' % (b"9" * 300), False),
        (b'{"x":"%s"}' % (b"a" * 5000), True),
    ],
)
def test_a_huge_number_goes_the_other_road_and_an_id_that_looks_like_one_does_not(props: bytes, quick: bool) -> None:
    raw = (
        b'{"type":"track","event":"E","messageId":"m","userId":"u","timestamp":"2026-11-22T00:00:00Z","properties":%s}'
    )
    assert (track_of(raw % props, around=Around(received=NOON), origin=SERVER) is not None) is quick


@given(st.datetimes(datetime(1950, 1, 1), datetime(2150, 1, 1)), st.integers(0, 999))
def test_milliseconds_are_read_as_the_standard_library_reads_them(moment: datetime, thousandths: int) -> None:
    said = f"{moment:%Y-%m-%dT%H:%M:%S}.{thousandths:03}Z"
    assert read(said) == ticks(datetime.fromisoformat(said))


@pytest.mark.parametrize("said", ["20261122T0300+09:00.123Z", "2026-11-22T03:00:00.1²3Z", "2026-11-22T03:00:61.123Z"])
def test_what_only_looks_like_milliseconds_is_not_read(said: str) -> None:
    assert read(said) is None


@pytest.mark.parametrize(
    ("said", "keys"),
    [
        ({"type": "track", "event": "E", "userId": 123}, (("user_id", "123"),)),
        ({"type": "alias", "userId": "u9", "previousId": "u9", "anonymousId": "a"}, (("user_id", "u9"),)),
        ({"type": "alias", "userId": "u", "previousId": "a"}, (("user_id", "u"), ("anonymous_id", "a"))),
        ({"type": "alias", "userId": "u", "previousId": "x@y.jp"}, (("user_id", "u"), ("email", "x@y.jp"))),
        ({"type": "group", "userId": "u", "anonymousId": "a", "groupId": 7}, (("user_id", "u"),)),
        (
            {"type": "page", "anonymousId": "a", "context": {"device": {"id": "d"}}},
            (("device_id", "d"), ("anonymous_id", "a")),
        ),
        (
            {"type": "identify", "userId": "u", "traits": {"email": "x@y.jp"}, "context": {"traits": {"phone": "090"}}},
            (("user_id", "u"), ("email", "x@y.jp"), ("phone", "090")),
        ),
    ],
)
def test_the_keys_of_an_item(said: dict[str, Any], keys: Any) -> None:
    found = item_of(json.dumps(said).encode(), around=Around(received=NOON), origin=SERVER)
    assert isinstance(found, Item)
    assert found.keys == keys


@pytest.mark.parametrize(("origin", "joined"), [(SERVER, True), (WEB, False)])
def test_a_line_user_is_believed_of_servers_only(origin: Origin, joined: bool) -> None:
    said = {"type": "identify", "userId": "u", "traits": {"line_user_id": "U1"}}
    found = item_of(json.dumps(said).encode(), around=Around(received=NOON), origin=origin)
    assert isinstance(found, Item)
    assert (("line_user_id", "U1") in found.keys) is joined


def test_traits_become_our_fields() -> None:
    traits = {
        "lastName": "山田", "firstName": "花", "birthday": "1990-04-01", "gender": "女性",
        "address": {"postalCode": "1500041", "state": "東京都", "city": "渋谷区", "street": "神南1-1"}, "age": 36,
    }  # fmt: skip
    assert fields_of(traits, {"traits": {"name": "under"}}) == {
        "name": "under", "birth_date": "1990-04-01", "gender": "female", "postal_code": "1500041",
        "prefecture": "東京都", "city": "渋谷区", "address": "神南1-1",
    }  # fmt: skip
    assert fields_of({"name": 5, "address": [], "birthday": "soon", "gender": {}}, {}) == {"name": "5"}


def test_moments_are_those_of_postgresql() -> None:
    assert ticks(datetime(2000, 1, 1, 0, 0, 1, tzinfo=UTC)) == 1_000_000
