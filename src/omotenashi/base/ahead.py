# SPDX-License-Identifier: Apache-2.0
"""Make the next one while the last is worked on."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor


def ahead[T](items: Iterator[T]) -> Iterator[T]:
    """Give the items of an iterator, each made on a thread while the caller works on the one before.

    For makers that compute and callers that wait for the database. What the maker raises is raised here; a maker must
    not touch the caller's connection.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as maker:
        coming = maker.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = maker.submit(next, items, None)
            yield item
