# SPDX-License-Identifier: Apache-2.0
"""What staff heed and mark with somebody: cares and tags."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.db.models import prefetch_related_objects

from omotenashi.base import bulk
from omotenashi.base.prepared import Any, Gap, Prepared
from omotenashi.people.customers.models import Care, Tagging

_AVOIDED = """
SELECT DISTINCT n.person_id, c.what FROM customers_nodeperson n JOIN customers_care c ON c.node_id = n.node_id
WHERE n.person_id = ANY(%s) AND c.kind = 'avoid' AND c.what <> '' AND c.taken_back_at IS NULL
"""
_CARES = Prepared(
    lambda: Care.objects.filter(node_id=Any("nodes"), taken_back_at=None).order_by("-written_at", "-id")
)  # fmt: skip
_TAGS = Prepared(
    lambda: Tagging.objects.filter(node__nodeperson__person_id=Gap("person"), taken_off_at=None).values_list("tag")
)  # fmt: skip


def cares_of(node_ids: Collection[UUID]) -> list[Care]:
    """Give what staff heed with somebody: what to avoid first, then days, then what they like."""
    found = _CARES.found(nodes=list(node_ids))
    if found:
        prefetch_related_objects(found, "author")
    order = {"avoid": 0, "anniversary": 1}
    return sorted(found, key=lambda care: order.get(care.kind, 2))


def avoided(persons: Collection[UUID]) -> dict[UUID, set[str]]:
    """Give the topics that people want left alone, of those who named any: one read for any number."""
    found: dict[UUID, set[str]] = defaultdict(set)
    for person, topic in bulk.rows(_AVOIDED, [list(persons)]):
        found[person].add(topic)
    return dict(found)


def tags_of(person_id: UUID) -> list[str]:
    """Give the tags that somebody carries."""
    return sorted({tag for (tag,) in _TAGS.rows(person=person_id)})


def tagged(tag: str, *, among: Collection[UUID]) -> set[UUID]:
    """Give which of some persons carry a tag."""
    found = Tagging.objects.filter(tag=tag, taken_off_at=None, node__nodeperson__person_id__in=among)
    return set(found.values_list("node__nodeperson__person_id", flat=True))


def all_tags() -> list[str]:
    """Give every tag that somebody carries now."""
    return sorted(Tagging.objects.filter(taken_off_at=None).values_list("tag", flat=True).distinct())
