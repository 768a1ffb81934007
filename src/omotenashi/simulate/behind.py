# SPDX-License-Identifier: Apache-2.0
"""What the worker does meanwhile: errands one after another on a thread, while the caller goes on acting.

In a running house events are delivered while tills sell; a world that is built does the same, and two processors work.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection, connections

type Errand = Callable[[Callable[[], object]], object]


@contextmanager
def behind() -> Iterator[Errand]:
    """Give a function that takes an errand; at the end all are done. What one raises is raised by the next, or the end.

    Inside of the caller's transaction nobody else sees what it wrote: there each is done at once.
    """
    if connection.in_atomic_block:
        yield lambda errand: errand()
        return
    with ThreadPoolExecutor(1, thread_name_prefix="behind") as pool:
        last: list[Future[object]] = []

        def take(errand: Callable[[], object]) -> None:
            _end(last)
            last.append(pool.submit(errand))

        try:
            yield take
            _end(last)
        finally:
            pool.submit(connections.close_all)


def _end(last: list[Future[object]]) -> None:
    while last:
        last.pop().result()
