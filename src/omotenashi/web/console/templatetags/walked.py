# SPDX-License-Identifier: Apache-2.0
"""`{% walks_of nodes as walks %}`: the scenarios somebody is or was on, on pages that know nothing of scenarios."""

from collections.abc import Iterable
from uuid import UUID

from django import template

from omotenashi.web.console.journeys import walked

register = template.Library()


@register.simple_tag
def walks_of(node_ids: Iterable[UUID]) -> list[walked.Walk]:
    """Give them, those on the way first."""
    return walked.walks_of(list(node_ids))
