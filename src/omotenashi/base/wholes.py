# SPDX-License-Identifier: Apache-2.0
"""A transaction that is done as a whole or not at all: its parts need no savepoints, its events are written together.

    with whole():        # a sale: whoever refuses ends all of it
        take(…)          # a `part`: on its own a transaction, or with a savepoint where the caller goes on without it
        with attempt():  # this may be refused, and the rest goes on
            burn(…)

A savepoint is two statements and a transaction number; a sale of thirteen parts had nine.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.db import transaction


@dataclass(slots=True)
class _Whole:
    """What is under way: the savepoints that are known to it, and what is to be written at its end."""

    savepoints: int
    kept: list[Any] = field(default_factory=list)
    write: Callable[[Sequence[Any]], None] | None = None


_NOW: ContextVar[_Whole | None] = ContextVar("whole", default=None)


@contextmanager
def whole() -> Iterator[None]:
    """Do all of it or nothing. Inside another whole it is a part of that one, which may be refused alone."""
    if _NOW.get() is not None:
        with attempt():
            yield
        return
    with transaction.atomic():
        this = _Whole(_savepoints())
        token = _NOW.set(this)
        try:
            yield
        finally:
            _NOW.reset(token)
        if this.write is not None:
            this.write(this.kept)


@contextmanager
def attempt() -> Iterator[None]:
    """Try what may be refused: when it raises, nothing of it stays, neither rows nor what was to be written later."""
    this = _NOW.get()
    with transaction.atomic():
        if this is None:
            yield
            return
        kept = len(this.kept)
        this.savepoints += 1
        try:
            yield
        except BaseException:
            del this.kept[kept:]
            raise
        finally:
            this.savepoints -= 1


def part[**P, R](do: Callable[P, R]) -> Callable[P, R]:
    """Make a function a transaction; in a whole it has no savepoint of its own, for there a refusal ends more than it."""

    @wraps(do)
    def within(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(savepoint=_NOW.get() is None):
            return do(*args, **kwargs)

    return within


def later(rows: Sequence[Any], *, write: Callable[[Sequence[Any]], None]) -> bool:
    """Keep rows until the end of the whole. False where there is none, or where a savepoint of others may undo them."""
    this = _NOW.get()
    if this is None or _savepoints() != this.savepoints:
        return False
    this.kept += rows
    this.write = write
    return True


def _savepoints() -> int:
    """Count the savepoints that are open: what they undo must not be written after all."""
    return sum(each is not None for each in transaction.get_connection().savepoint_ids)
