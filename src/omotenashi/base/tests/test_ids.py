# SPDX-License-Identifier: Apache-2.0
"""Ids sort in the order of their making."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from omotenashi.base import ids
from omotenashi.base.ids import new_bytes, new_id, new_ids


def test_ids_made_one_after_the_other_sort_in_that_order() -> None:
    made = [new_id() for _ in range(20_000)]
    assert made == sorted(set(made))


def test_an_id_is_a_version_seven_of_the_rfc_and_carries_its_millisecond() -> None:
    before = time.time_ns() // 1_000_000
    made = new_id()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert before <= made.int >> 80 <= time.time_ns() // 1_000_000


def test_threads_never_get_the_same_id() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = [one for part in pool.map(lambda _: [new_id() for _ in range(2000)], range(8)) for one in part]
    assert len(set(made)) == 16_000


def test_ids_made_at_once_stand_between_those_made_before_and_after() -> None:
    before, several, as_kept, after = new_id(), new_ids(500), new_bytes(500), new_id()
    made = [before.bytes, *(one.bytes for one in several), *as_kept, after.bytes]
    assert made == sorted(set(made))
    assert {one.version for one in several} == {7}


def test_a_run_of_ids_may_cross_the_end_of_its_last_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    later = time.time_ns() // 1_000_000 + 3_600_000
    monkeypatch.setattr(ids, "_last", (later + 1 << 74) - (1 << 41))
    made = [one for _n in range(6) for one in new_bytes(1 << 4)]
    monkeypatch.setattr(ids, "_last", (later << 74) + (1 << 62) - (1 << 39))
    crossing = [one for _n in range(6) for one in new_bytes(1 << 4)]
    assert (made, crossing) == (sorted(set(made)), sorted(set(crossing)))
    assert {one[6] >> 4 for one in (*made, *crossing)} == {7}
