# SPDX-License-Identifier: Apache-2.0
"""What a process remembers for a while, so that a busy source does not ask the database the same thing again."""

import threading
import time
from collections import OrderedDict
from collections.abc import Hashable, Mapping


class Memory[Key: Hashable, Value]:
    """The most recently used values, each for some seconds."""

    def __init__(self, *, most: int, seconds: float) -> None:
        """Hold at most so many values, none longer than so many seconds."""
        self._most = most
        self._seconds = seconds
        self._held: OrderedDict[Key, tuple[float, Value]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Value | None:
        """Give what is known, if it is known and fresh."""
        with self._lock:
            found = self._held.get(key)
            if found is None:
                return None
            if found[0] < time.monotonic():
                del self._held[key]
                return None
            self._held.move_to_end(key)
            return found[1]

    def keep(self, values: Mapping[Key, Value]) -> None:
        """Remember values; the least used make room."""
        end = time.monotonic() + self._seconds
        with self._lock:
            for key, value in values.items():
                self._held[key] = (end, value)
                self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)

    def drop(self, keys: "list[Key]") -> None:
        """Forget some values."""
        with self._lock:
            for key in keys:
                self._held.pop(key, None)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._held.clear()
