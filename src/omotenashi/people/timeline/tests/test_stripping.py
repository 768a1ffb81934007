# SPDX-License-Identifier: Apache-2.0
"""What an erasure leaves of our own entries: codes and numbers stay, words that somebody wrote go."""

from omotenashi.people.timeline.rules import personal


def test_an_erased_answer_keeps_its_reason_and_loses_its_words() -> None:
    props = {"order_id": "1", "reason": "口コミ", "comment": "山田さんの紹介"}
    kept = {"order_id": "1", "reason": "口コミ"}

    assert personal.stripped_props(props, type="event", name="Purchase Reason Given") == kept
    assert personal.stripped_props(props, type="track", name="Purchase Reason Given") == kept
