# SPDX-License-Identifier: Apache-2.0
"""Usage as it is read: of a person by product, of a product by all who have it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.commerce.usage.rules import KINDS, NAME

__all__ = ["KINDS", "NAME", "Completion", "Used", "completion_of", "usage_of"]


@dataclass(frozen=True, slots=True)
class Used:
    """How far a person got with a product."""

    product_id: UUID
    name: str
    kind: str
    progress: float
    last_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Completion:
    """How far those got of whom something was told: people, how many began and finished, and the mean."""

    kind: str
    people: int
    begun: int
    finished: int
    mean: float


def usage_of(node_ids: Collection[UUID], *, limit: int = 5) -> list[Used]:
    """Give what a person has in use, the newest first; of several memberships the one that got farthest."""
    return [Used(*row) for row in bulk.rows(_OF_PERSON, {"nodes": list(node_ids), "limit": limit})]


def completion_of(product_id: UUID) -> list[Completion]:
    """Give how far a product is read, watched, used, opened; a person counts once, where they got farthest."""
    return [Completion(*row) for row in bulk.rows(_OF_PRODUCT, [product_id])]


_OF_PERSON = """
SELECT * FROM (
  SELECT DISTINCT ON (u.product_id, u.kind) u.product_id, coalesce(nullif(p.name, ''), p.code), u.kind, u.progress,
    u.last_at, u.finished_at
  FROM usage_progress u JOIN catalogue_product p ON p.id = u.product_id WHERE u.node_id = ANY(%(nodes)s)
  ORDER BY u.product_id, u.kind, u.progress DESC, u.last_at DESC
) found ORDER BY last_at DESC, product_id LIMIT %(limit)s
"""
_OF_PRODUCT = """
SELECT kind, count(*)::int, count(began)::int, count(finished)::int, avg(progress)::float8 FROM (
  SELECT u.kind, coalesce(np.person_id, u.node_id) AS person, max(u.progress) AS progress, min(u.began_at) AS began,
    min(u.finished_at) AS finished
  FROM usage_progress u LEFT JOIN customers_nodeperson np ON np.node_id = u.node_id WHERE u.product_id = %s GROUP BY 1, 2
) each_person GROUP BY kind ORDER BY kind
"""
