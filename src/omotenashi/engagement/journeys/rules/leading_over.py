# SPDX-License-Identifier: Apache-2.0
"""Where those on one version of a drawing may go on in another."""

from collections.abc import Mapping

from omotenashi.engagement.journeys.rules.graphs import Graph


class BadMap(Exception):
    """A map that names a step which one of the two drawings has not."""


def checked(steps: Mapping[str, str], *, source: Graph, target: Graph) -> dict[str, str]:
    """Give a map from steps of one drawing to steps of another; "" leads to the end. Raises BadMap."""
    strange = [name for name in steps if name not in source.steps] + [
        to for to in steps.values() if to and to not in target.steps
    ]
    if strange:
        raise BadMap(strange[0])
    return dict(steps)


def proposed(*, source: Graph, target: Graph) -> dict[str, str]:
    """Propose for each step the same one, where it still is and is of the same kind; others stay where they are."""
    return {
        name: name
        for name, step in source.steps.items()
        if name in target.steps and target.steps[name].kind == step.kind
    }
