# SPDX-License-Identifier: Apache-2.0
"""What comes while something is under way is done together next: the busier it is, the less each costs.

    _PLACING = Together(place_together)     # a function from many asked to as many outcomes
    placed = _PLACING.do(asked)             # in any thread; gives its own outcome, or raises it

Nobody waits for company: who comes alone begins at once. While it works, others gather; the first of them then works
for all; `leaders` says how many may work at a time. So a statement, a lock and a commit are shared by as many as are there, and no thread does nothing but that.
"""

from collections.abc import Callable, Sequence
from threading import Event, Lock

_MOST = 16


class _Turn[Asked, Done]:
    """One who asked: what for, and what came of it."""

    __slots__ = ("asked", "outcome", "woken")

    def __init__(self, asked: Asked) -> None:
        self.asked, self.woken = asked, Event()
        self.outcome: list[Done | BaseException] = []


class Together[Asked, Done]:
    """One work that threads share. What is an exception among the outcomes is raised where it was asked."""

    def __init__(
        self,
        work: Callable[[Sequence[Asked]], Sequence[Done | BaseException]],
        *,
        most: int = _MOST,
        leaders: int = 1,
    ) -> None:
        self._work, self._most, self._free = work, most, leaders
        self._guard = Lock()
        self._waiting: list[_Turn[Asked, Done]] = []

    def do(self, asked: Asked) -> Done:
        """Have it done, alone or with others."""
        mine: _Turn[Asked, Done] = _Turn(asked)
        with self._guard:
            leads = self._free > 0
            if leads:
                self._free -= 1
            else:
                self._waiting.append(mine)
        if not leads:
            mine.woken.wait()
        if not mine.outcome:
            self._lead(mine)
        [outcome] = mine.outcome
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    def _lead(self, mine: _Turn[Asked, Done]) -> None:
        """Work for oneself and for those that wait, and hand the lead to the first who came meanwhile."""
        with self._guard:
            turns = [mine, *self._waiting[: self._most - 1]]
            del self._waiting[: self._most - 1]
        outcomes: Sequence[Done | BaseException]
        try:
            outcomes = self._work([turn.asked for turn in turns])
        except BaseException as failure:  # noqa: BLE001  # each of them must wake, whatever happened
            outcomes = [failure] * len(turns)
        for turn, outcome in zip(turns, outcomes, strict=True):
            turn.outcome.append(outcome)
            if turn is not mine:
                turn.woken.set()
        with self._guard:
            if self._waiting:
                self._waiting.pop(0).woken.set()
            else:
                self._free += 1
