# SPDX-License-Identifier: Apache-2.0
"""Everything that stands in the way of publishing a drawing, messages that were never published included."""

from uuid import UUID

from omotenashi.engagement.journeys.queries import affording, recording
from omotenashi.engagement.journeys.rules import soundness
from omotenashi.engagement.journeys.rules.graphs import FAREWELL, BadGraph, Graph
from omotenashi.engagement.messaging.models import Template


def troubles(graph: Graph, *, own: UUID | None = None) -> list[BadGraph]:
    """Give all of it at once, each with the step it belongs to; `own` is the scenario that is drawn."""
    wanted = {
        "" if name == FAREWELL else name: str(step["template"])
        for name, step in graph.letters().items()
        if step["template"]
    }
    known = Template.objects.filter(archived_at=None, version__gt=0) if wanted else Template.objects.none()
    published = {str(key) for key in known.values_list("pk", flat=True)}
    unsaid = [BadGraph("unpublished", where=name) for name, key in wanted.items() if key not in published]
    return [*soundness.troubles(graph), *unsaid, *recording.circles(graph, own=own), *affording.troubles(graph)]
