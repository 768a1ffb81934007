# SPDX-License-Identifier: Apache-2.0
"""What a scenario may not do although it is drawn well: write to more than somebody else said yes to, or than a month has room for."""

from collections.abc import Iterator
from uuid import UUID

from omotenashi.engagement.audience import queries as audience
from omotenashi.engagement.journeys.rules.graphs import FAREWELL, BadGraph, Graph, Step
from omotenashi.engagement.messaging import queries as messaging
from omotenashi.engagement.messaging.models import Template


def troubles(graph: Graph) -> Iterator[BadGraph]:
    """Give the steps that need an approval they do not have, and those of a broadcast that no quota has room for."""
    sends = {name: str(step["template"]) for name, step in graph.letters().items() if _is_id(step["template"])}
    segment = graph.entry.get("segment") if graph.entry.get("kind") == "list" else None
    segment = segment if _is_id(segment) else None
    templates = {
        str(one.pk): one
        for one in Template.objects.select_related("purpose").filter(pk__in=sends.values(), version__gt=0)
    }
    if not templates:
        return
    people = list(audience.members_of(UUID(str(segment))).values_list("person_id", flat=True)) if segment else None
    versions = {key: one.pk for key, template in templates.items() if (one := messaging.latest(template)) is not None}
    wanting = messaging.unapproved(versions.values(), readers=len(people) if people is not None else None)
    for name, key in sends.items():
        if versions.get(key) in wanting:
            yield BadGraph("approval", where=_where(name))
        elif people is not None and key in templates and _is_over(graph.letters()[name], templates[key], people):
            yield BadGraph("quota", where=_where(name))


def _where(name: str) -> str:
    """Name the step; what is said on an exit belongs to the drawing as a whole."""
    return "" if name == FAREWELL else name


def _is_over(step: Step, template: Template, people: list[UUID]) -> bool:
    """Say whether a broadcast would pass the quota of a channel; nothing is counted where no channel has one."""
    channels = [str(name) for name in step["channels"] or template.channels]
    if all(messaging.meter(channel) is None for channel in channels):
        return False
    kind = template.purpose.kind
    found = messaging.costs(channels, purpose=template.purpose_id, is_advertising=kind == "marketing", persons=people)
    return any(one.is_over for one in found)


def _is_id(said: object) -> bool:
    """Say whether a drawing names something: a draft may hold anything."""
    try:
        UUID(str(said))
    except ValueError:
        return False
    return True
