# SPDX-License-Identifier: Apache-2.0
"""The next item is made while the last is worked on."""

from collections.abc import Iterator
from threading import Event

import pytest

from omotenashi.base.ahead import ahead


def test_items_come_in_their_order() -> None:
    assert list(ahead(iter(range(1, 50)))) == list(range(1, 50))


def test_the_next_is_made_before_it_is_asked_for() -> None:
    made = Event()

    def items() -> Iterator[str]:
        yield "first"
        made.set()
        yield "second"

    coming = ahead(items())
    assert next(coming) == "first"
    assert made.wait(timeout=60)
    assert next(coming) == "second"


def test_what_the_maker_raises_reaches_the_caller() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    coming = ahead(items())
    assert next(coming) == 1
    with pytest.raises(ValueError, match="broken"):
        next(coming)
