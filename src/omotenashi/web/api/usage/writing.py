# SPDX-License-Identifier: Apache-2.0
"""Usage as it comes in: whose it is is registered, then the record."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from omotenashi.commerce.usage import actions as usage
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.web.api.usage.schemas import UsageIn
from omotenashi.web.api.values import is_plausible
from omotenashi.web.api.writing import Result, done, refused


def record(sent: Sequence[UsageIn], *, source: str, now: datetime) -> list[Result]:
    """Record what can have happened; give a result for each record, in the order given."""
    reasons = {
        n: _("A moment lies before 1900 or in the future.")
        for n, one in enumerate(sent)
        if not is_plausible(one.at, now=now)
    }
    taken = {n: one for n, one in enumerate(sent) if n not in reasons}
    people = [
        customers.CustomerRecord(
            identifiers=tuple(customers.Identifier(key.type, key.value) for key in one.customer), observed_at=one.at
        )
        for one in taken.values()
    ]
    outcomes = dict(zip(taken, customers.register(people, source=source, now=now, tell=False), strict=True))
    nodes = {n: one.node_id for n, one in outcomes.items() if one.node_id is not None}
    reasons |= {n: _("None of the customer's identifiers can be used.") for n in taken if n not in nodes}
    verdicts = dict(zip(nodes, usage.note([_record(taken[n], nodes[n]) for n in nodes], now=now), strict=True))
    reasons |= {n: _("No product of ours has this code.") for n, verdict in verdicts.items() if verdict == "unknown"}
    return [refused(n, reasons[n]) if n in reasons else done(n, verdicts[n], one.product) for n, one in enumerate(sent)]


def _record(one: UsageIn, node_id: UUID) -> usage.UsageRecord:
    said = usage.Said(product=one.product, kind=one.kind, progress=one.progress)
    return usage.UsageRecord(node_id=node_id, said=said, at=one.at)
