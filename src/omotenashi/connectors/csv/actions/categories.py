# SPDX-License-Identifier: Apache-2.0
"""Categories of other systems by their ids there."""

from collections.abc import Sequence

from django.db import transaction

from omotenashi.connectors.csv.models import Category


def names(*, origin: str) -> dict[str, str]:
    """Id → name of the categories that `origin` has told."""
    return dict(Category.objects.filter(origin=origin).values_list("key", "name"))


@transaction.atomic
def register(found: Sequence[tuple[str, str, str]], *, origin: str) -> list[str]:
    """Keep (id, name, parent id). Gives `created`, `updated` or `unchanged` for each, in order."""
    known = {c.key: c for c in Category.objects.filter(origin=origin, key__in=[key for key, _, _ in found])}
    verdicts = []
    for key, name, parent in found:
        category = known.get(key)
        if category and (category.name, category.parent) == (name, parent):
            verdicts.append("unchanged")
            continue
        verdicts.append("updated" if category else "created")
        Category.objects.update_or_create(origin=origin, key=key, defaults={"name": name, "parent": parent})
    return verdicts
