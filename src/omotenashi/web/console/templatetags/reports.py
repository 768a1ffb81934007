# SPDX-License-Identifier: Apache-2.0
"""What pages of other areas show of saved analyses: `{% load reports %}`."""

from typing import Any

from django import template

from omotenashi.base.ids import new_id
from omotenashi.engagement.reports import queries as reports
from omotenashi.people.staff import queries as staff
from omotenashi.web.console.figures.state import State
from omotenashi.web.console.reports import words

register = template.Library()


@register.simple_tag(takes_context=True)
def report_offer(context: template.Context, state: State) -> dict[str, Any]:
    """What the form that saves a page holds, and the report that is this page already."""
    person = context["request"].user
    same = reports.seen_by(person).filter(
        measure=state.measure.name, values=state.values, view=dict(state.view), archived_at=None
    )
    may_share = staff.may(person, "measures.share")
    return {
        "key": str(new_id()),
        "query": state.switch().partition("?")[2],
        "existing": same.order_by("made_at").first(),
        "roles": words.roles(()) if may_share else [],
    }


@register.simple_tag(takes_context=True)
def pinned_count(context: template.Context) -> int:
    """How many tiles the home page of whoever looks will have: the room that is kept for them."""
    person = context["request"].user
    return len(reports.pinned_by(person)) if staff.may(person, "measures.view") else 0
