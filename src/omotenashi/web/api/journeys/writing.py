# SPDX-License-Identifier: Apache-2.0
"""People as they come in by a call: who they are is registered, then they are taken along."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from omotenashi.engagement.journeys import actions as journeys
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.web.api.journeys.schemas import ArrivalIn
from omotenashi.web.api.writing import Result, done, refused


def take_along(code: str, sent: Sequence[ArrivalIn], *, source: str, now: datetime) -> list[Result]:
    """Take people along; give a result for each record, in the order given. Raises NoSuchJourney, NotOpen."""
    version = journeys.opened(code)
    people = [
        customers.CustomerRecord(
            identifiers=tuple(customers.Identifier(key.type, key.value) for key in one.customer), observed_at=now
        )
        for one in sent
    ]
    nodes = [one.node_id for one in customers.register(people, source=source, now=now, tell=False)]
    arrivals = {
        n: journeys.Arrival(node_id=node, at=now, key=one.key or "", context=one.values)
        for n, (one, node) in enumerate(zip(sent, nodes, strict=True))
        if node is not None
    }
    came = journeys.enrol_each(version, arrivals, now=now)
    nobody = _("None of the customer's identifiers can be used.")
    said = {n: done(n, "created", came[n]) if n in came else Result(index=n, result="unchanged") for n in arrivals}
    return [said[n] if n in said else refused(n, nobody) for n in range(len(sent))]
