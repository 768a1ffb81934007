# SPDX-License-Identifier: Apache-2.0
"""`{% next_steps nodes as steps %}`: what waits to be said to somebody on the site and at the till, for whoever picks up the phone."""

from collections.abc import Iterable
from uuid import UUID

from django import template

from omotenashi.base import clock
from omotenashi.people.customers.queries import persons_of
from omotenashi.web.ui import nextsteps, personal

register = template.Library()


@register.simple_tag
def next_steps(node_ids: Iterable[UUID]) -> list[nextsteps.NextStep]:
    """Give it, the most urgent first."""
    return nextsteps.next_steps(list(node_ids), place="", now=clock.now())


@register.simple_tag
def seen_by(node_ids: Iterable[UUID]) -> list[tuple[str, str, str]]:
    """Give what somebody is shown on the top page and on the receipt: where, what and why."""
    nodes = list(node_ids)
    person = next(iter(persons_of(set(nodes)).values()), None)
    return personal.told(person, nodes, now=clock.now()) if person else []
