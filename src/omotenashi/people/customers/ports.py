# SPDX-License-Identifier: Apache-2.0
"""What an engine for 名寄せ must be able to do, which stands in the settings (LINKER), and what the floors above know of people."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, Protocol, cast
from uuid import UUID

import pyarrow as pa
from django.conf import settings
from django.utils.module_loading import import_string


class Linker[Model, Plan](Protocol):
    """Tables have `unique_id` and the columns of `rules.matching.fields`; one is deduplicated, two are linked.

    Model and Plan are those of `rules.matching`.
    """

    def train(self, tables: Sequence[pa.Table], *, seed: int, plan: Plan | None = None) -> Model:
        """Learn the weights of a plan, or of the one that fits the records, from the records alone."""

    def score(self, tables: Sequence[pa.Table], *, model: Model, above: float) -> pa.Table:
        """Give `left`, `right` and `weight` (bits) of the blocked pairs from `above` bits on."""


def linker() -> Linker[Any, Any]:
    """Give the engine. Loaded only now: it takes longer to load than a page to answer."""
    return cast("Linker[Any, Any]", import_string(settings.LINKER)())


# In which shop people are at home: `persons -> {person: shop}`. Who keeps the orders brings it.
Homes = Callable[[Collection[UUID]], dict[UUID, UUID]]
HOMES: list[Homes] = []
