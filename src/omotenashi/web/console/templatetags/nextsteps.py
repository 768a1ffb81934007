# SPDX-License-Identifier: Apache-2.0
"""`{% next_steps nodes as steps %}`: what waits to be said to somebody on the site and at the till, for whoever picks up the phone."""

from collections.abc import Iterable
from uuid import UUID

from django import template

from omotenashi.base import clock
from omotenashi.web.ui import nextsteps

register = template.Library()


@register.simple_tag
def next_steps(node_ids: Iterable[UUID]) -> list[nextsteps.NextStep]:
    """Give it, the most urgent first."""
    return nextsteps.next_steps(list(node_ids), place="", now=clock.now())
