# SPDX-License-Identifier: Apache-2.0
"""The drawing as the page shows it: a line of cards that opens into branches, each card with its numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from omotenashi.engagement.journeys.queries import Counts, Graph, Step
from omotenashi.engagement.messaging.queries import Results
from omotenashi.web.console.journeys import words


@dataclass(slots=True)
class Card:
    """One step: what it does, how many stand there, came through, what its messages brought, and where it leads."""

    name: str
    kind: str
    icon: str
    title: str
    sentence: str
    note: str
    values: Mapping[str, Any]
    standing: int = 0
    through: int = 0
    results: Results | None = None
    branches: list["Branch"] = field(default_factory=list)


@dataclass(slots=True)
class Branch:
    """One way out of a card: its word, how many took it, and the cards on it."""

    key: str
    label: str
    taken: int
    cards: list[Card]
    joins: str = ""


def cards(
    graph: Graph,
    *,
    counts: Counts,
    results: Mapping[str, Results],
    names: Mapping[str, Mapping[str, str]],
) -> list[Card]:
    """Give the cards from the first step on. Where ways meet again, the later one says which card it joins."""
    seen: set[str] = set()

    def line(name: str) -> tuple[list[Card], str]:
        found: list[Card] = []
        while name and name in graph.steps:
            if name in seen:
                return found, name
            seen.add(name)
            card = _card(name, graph.steps[name], counts=counts, results=results, names=names)
            found.append(card)
            to = graph.steps[name].to
            if set(to) - {"next"}:
                drawn = words.branches(graph.steps[name], names=names)
                for key, following in to.items():
                    onward, joins = line(following)
                    card.branches.append(
                        Branch(
                            key,
                            drawn.get(key) or words.branch(card.kind, key),
                            counts.taken[name, key],
                            onward,
                            joins,
                        )
                    )
                return found, ""
            name = to.get("next", "")
        return found, ""

    return line(graph.first)[0]


def _card(
    name: str,
    step: Step,
    *,
    counts: Counts,
    results: Mapping[str, Results],
    names: Mapping[str, Mapping[str, str]],
) -> Card:
    icon, title = words.KINDS.get(step.kind, ("flag", step.kind))
    return Card(
        name=name,
        kind=step.kind,
        icon=icon,
        title=str(title),
        sentence=words.step(step, names=names),
        note=words.note(step),
        values=step.values,
        standing=counts.standing[name],
        through=sum(n for (step_name, branch), n in counts.taken.items() if step_name == name and branch != "moved"),
        results=results.get(name),
    )
