# SPDX-License-Identifier: Apache-2.0
"""What this process remembers: the last few hundred answers of one version of the lake (a page that was seen once costs nothing)."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Final

from django.conf import settings

from omotenashi.insight.queries.lake import lake_version

# Answers with more rows than this are not kept: they are exports, not pages.
MOST_ROWS: Final = 5_000
MOST_ANSWERS: Final = 400


class Memory:
    """The most recently used answers of one version of one lake. Shared by the threads of this process."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, threading.Lock()
        self._of: Hashable = None
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def recall[T](self, key: Hashable, make: Callable[[], T], *, worth: Callable[[T], bool] = lambda _: True) -> T:
        """Give what is kept under a key, or make it and keep it when it is worth it."""
        version = (str(settings.LAKE_PATH), lake_version())
        with self._lock:
            if self._of != version:
                self._of = version
                self._kept.clear()
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]  # type: ignore[no-any-return]  # what `make` gave
        made = make()
        with self._lock:
            if self._of == version and worth(made):
                self._kept[key] = made
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return made


MEMORY: Final = Memory(MOST_ANSWERS)
