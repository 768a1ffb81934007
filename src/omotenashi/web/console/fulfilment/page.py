# SPDX-License-Identifier: Apache-2.0
"""One task as the drawer shows it: goods, times, story, and the steps that this person may take."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from omotenashi.base.ids import new_id
from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment import queries
from omotenashi.commerce.fulfilment.models import Fulfilment, Step
from omotenashi.people.staff.models import Staff
from omotenashi.web.console.buyers import buyers_of
from omotenashi.web.console.customers.listing import label
from omotenashi.web.console.fulfilment import doing, words
from omotenashi.web.console.places import may_at
from omotenashi.web.ui.tags.formats import moment


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A step that may be taken."""

    step: str
    name: str
    key: str


def context_of(fulfilment_id: UUID, *, person: Any, now: datetime) -> dict[str, Any] | None:
    """Give what the page of a task needs, or None where there is none."""
    task = queries.task(fulfilment_id, now=now)
    found = Fulfilment.objects.select_related("order", "replaces__location").filter(pk=fulfilment_id).first()
    if task is None or found is None:
        return None
    buyer = buyers_of([found.order.node_id]).get(found.order.node_id)
    choices = _choices(task, found, person, now=now)
    return {
        "task": task,
        "found": found,
        "state": words.state_of(words.STATES, task.state),
        "kind": words.said(words.KINDS, task.kind),
        "buyer": buyer,
        "buyer_name": label(buyer) if buyer else "",
        "forward": next((one for one in choices if one.step == doing.forward(task.kind, task.state)), None),
        "choices": {one.step: one for one in choices},
        "story": story_of([found.pk]),
        "facts": _facts(task, found),
        "instead": list(found.replaced_by.select_related("location").order_by("planned_at")),
        "reasons": [(word, name) for word, name in words.REASONS.items() if word != "shortage"],
    }


def _choices(task: queries.Task, found: Fulfilment, person: Any, *, now: datetime) -> list[Choice]:
    steps = list(task.may)
    if task.state == "ready":
        steps.append("code")
        if found.collect_by and found.collect_by > now:
            steps = [step for step in steps if step != "no_show"]
    if found.unserved_at is not None and found.settled_at is None:
        steps.append("settled")
    return [
        Choice(step=step, name=words.said(words.STEPS, step), key=str(new_id()))
        for step in steps
        if step in doing.KNOWN and may_at(person, doing.needed(step), _place(found, step))
    ]


def _place(found: Fulfilment, step: str) -> UUID | None:
    return found.destination_id if step == "delivered" and found.destination_id else found.location_id


def story_of(subject_ids: list[UUID]) -> list[dict[str, Any]]:
    """Give what was done, the newest first."""
    steps = list(queries.steps_of(subject_ids))
    names = _names(steps)
    return [
        {
            "at": one.at,
            "title": words.said(words.LOG, one.kind),
            "detail": names.get(one.actor, ""),
            "state": "bad" if one.kind in ("rejected", "lost", "declined") else "",
        }
        for one in reversed(steps)
    ]


def refusal(refused: Exception) -> str:
    """Say why a step was not taken, in words for whoever pressed."""
    match refused:
        case fulfilment.WrongCode(left=0):
            return _("The code was wrong too often. Make a new code, or scan the member card at the till.")
        case fulfilment.WrongCode(left=left):
            return _("This is not the code. %(left)s tries are left.") % {"left": left}
        case fulfilment.TooEarly():
            return _("The customer still has time to come.")
        case fulfilment.NotNow(state=state):
            now = words.state_of(words.STATES, state)[1]
            return _("Nothing was done: it has moved on meanwhile (%(state)s).") % {"state": now}
        case _:
            return _("Nothing was done: it has moved on meanwhile.")


def _names(steps: list[Step]) -> dict[str, str]:
    keys = {one.actor.removeprefix("staff:") for one in steps if one.actor.startswith("staff:")}
    found = {str(pk): name for pk, name in Staff.objects.filter(pk__in=keys).values_list("pk", "name")} if keys else {}
    known = {"job": _("the program"), "customer": _("the customer")}
    return known | {f"staff:{key}": name for key, name in found.items()}


def _facts(task: queries.Task, found: Fulfilment) -> list[tuple[str, object]]:
    pairs: list[tuple[str, object]] = [
        (_("Place"), task.location),
        (_("Goes to"), task.destination),
        (_("Due"), moment(task.due_at)),
        (_("Waits until"), moment(task.collect_by) if task.collect_by else ""),
        (_("Carrier"), " ".join(part for part in (found.carrier, found.tracking) if part)),
        (_("Wrong codes"), found.tries or ""),
        (_("Fetched by"), _handed(found.handed_to)),
        (_("Instead of"), found.replaces.location.name if found.replaces else ""),
        (_("Reason"), words.said(words.REASONS, found.reason)),
    ]
    return [(name, value) for name, value in pairs if value]


def _handed(to: str) -> str:
    known = {
        "customer": _("the customer, by code"),
        "member": _("the customer, by member card"),
        "proxy": _("somebody else"),
    }
    return known.get(to, "")
