# SPDX-License-Identifier: Apache-2.0
"""A batch that is opened at once gives what its items give one by one on the thorough road."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omotenashi.people.timeline.actions import Around, Body, Origin, prepare, preparing, read_batch
from omotenashi.people.timeline.rules import Item, Refusal
from omotenashi.people.timeline.rules.items import slow_item_of
from omotenashi.people.timeline.tests.test_items import NOON, PLAIN, SERVER, WEB

SMALL = st.dictionaries(st.text(max_size=3), PLAIN, max_size=2)
SAID = st.fixed_dictionaries(
    {"type": st.sampled_from(["track", "track", "page", "screen", "identify", "alias", "odd"]),
     "messageId": st.text(min_size=1, max_size=8), "timestamp": st.sampled_from(["2026-11-22T00:00:00Z", "soon"])},
    optional={
        "event": st.text(max_size=8), "userId": st.none() | st.text(max_size=4) | st.integers(), "properties": SMALL,
        "anonymousId": st.none() | st.text(max_size=4), "_metadata": SMALL, "name": PLAIN, "category": PLAIN,
        "context": st.dictionaries(st.sampled_from(["ip", "userAgent", "store_id", "staff_id", "page"]), PLAIN),
        "integrations": st.dictionaries(st.text(max_size=3), st.booleans(), max_size=2), "traits": SMALL,
        "groupId": PLAIN, "previousId": PLAIN, "sentAt": st.sampled_from(["2026-11-22T00:00:00Z", "x"]),
    },
)  # fmt: skip


def around() -> Around:
    return Around(received=NOON, address="203.0.113.5", user_agent="curl")


def told(found: Item | Refusal) -> Any:
    """Give what is written of an item, whichever way it was read."""
    if isinstance(found, Refusal):
        return found.reason, found.detail, found.raw
    values = [getattr(found, name) for name in ("key", "type", "name", "keys", "at", "original", "sent")]
    return *values, json.loads(found.props), json.loads(found.context), preparing.raw_of(found)


@given(st.lists(SAID, min_size=1, max_size=4), st.booleans(), st.sampled_from([SERVER, WEB]))
def test_a_batch_opened_at_once_gives_what_the_thorough_road_gives(
    said: list[dict[str, Any]], ascii_only: bool, origin: Origin
) -> None:
    try:
        parts = [json.dumps(one, ensure_ascii=ascii_only, allow_nan=False).encode() for one in said]
    except (UnicodeEncodeError, ValueError):
        return
    found = prepare(read_batch(b'{"batch":[%s]}' % b",".join(parts)), around=around(), origin=origin)
    slow = [slow_item_of(part, around=around(), origin=origin) for part in parts]
    assert [told(one) for one in found.items] == [told(one) for one in slow if isinstance(one, Item)]
    assert [told(one) for one in found.refusals] == [told(one) for one in slow if isinstance(one, Refusal)]


@pytest.mark.parametrize(
    "said",
    [
        {"type": "track", "event": "E", "userId": 17},
        {"type": "page", "anonymousId": "a", "properties": {"url": "https://shop.example/"}},
        {"type": "screen", "anonymousId": "a", "_metadata": {"bundled": ["x"]}},
        {"type": "track", "event": "E", "userId": "u", "context": {"store_id": "shibuya"}},
    ],
)
def test_what_sdks_send_every_day_takes_the_quick_road(said: dict[str, Any]) -> None:
    origin = Origin(
        source_id=bytes(16), kind="server", trust=b"t", public=False, keeps_own_time=True, verifying=True, shared=False,
        stores=frozenset({"shibuya"}),
    )  # fmt: skip
    whole = json.dumps({"batch": [said | {"messageId": "m", "timestamp": "2026-11-22T00:00:00Z"}]}).encode()
    body = read_batch(whole)
    # Numbered in its body: it was never taken out of it.
    assert [item.number for item in prepare(body, around=around(), origin=origin).items] == [0]


def test_one_item_that_is_unusual_leaves_the_others_on_their_road() -> None:
    usual = {"type": "track", "event": "E", "userId": "u", "messageId": "m", "timestamp": "2026-11-22T00:00:00Z"}
    batch = [usual, usual | {"type": "identify", "traits": {"a": 1}}, usual | {"type": "no such type"}, usual]
    found = prepare(read_batch(json.dumps({"batch": batch}).encode()), around=around(), origin=SERVER)
    assert [item.number for item in found.items] == [0, -1, 3]
    assert [(one.reason, json.loads(one.raw)["type"]) for one in found.refusals] == [("unknown_type", "no such type")]


def test_an_item_alone_is_its_own_words() -> None:
    raw = b'{"type":"track","event":"E","userId":"u","messageId":"m","timestamp":"2026-11-22T00:00:00Z"}'
    [item] = prepare(Body([raw]), around=around(), origin=SERVER).items
    assert preparing.raw_of(item) == raw
