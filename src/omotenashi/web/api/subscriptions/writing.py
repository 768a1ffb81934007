# SPDX-License-Identifier: Apache-2.0
"""Subscriptions as they come in: whose they are is registered, then the record."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from omotenashi.commerce.orders.actions import subscriptions
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.places.locations import actions as locations
from omotenashi.web.api.subscriptions.schemas import SubscriptionIn
from omotenashi.web.api.values import is_plausible
from omotenashi.web.api.writing import Result, done, refused


def record(sent: Sequence[SubscriptionIn], *, source: str, now: datetime) -> list[Result]:
    """Record what can have happened; give a result for each record, in the order given."""
    reasons = _reasons(sent, now=now)
    taken = {n: one for n, one in enumerate(sent) if n not in reasons}
    people = [
        customers.CustomerRecord(
            identifiers=tuple(customers.Identifier(key.type, key.value) for key in one.customer),
            observed_at=one.began_at,
        )
        for one in taken.values()
    ]
    outcomes = dict(zip(taken, customers.register(people, source=source, now=now, tell=False), strict=True))
    reasons |= {
        n: _("None of the customer's identifiers can be used.") for n, one in outcomes.items() if one.node_id is None
    }
    nodes = {n: one.node_id for n, one in outcomes.items() if one.node_id is not None}
    locations.register_channels({taken[n].channel for n in nodes})
    records = [
        subscriptions.SubscriptionRecord(
            **taken[n].model_dump(exclude={"customer", "deliveries"}), node_id=node_id,
            deliveries=tuple(
                subscriptions.DeliveryRecord(
                    cycle=one.cycle, shipped_at=one.shipped_at, order_number=one.order_number or ""
                )
                for one in taken[n].deliveries
            ),
        )
        for n, node_id in nodes.items()
    ]  # fmt: skip
    verdicts = dict(zip(nodes, subscriptions.record_subscriptions(records, now=now), strict=True))
    return [refused(n, reasons[n]) if n in reasons else done(n, verdicts[n], one.number) for n, one in enumerate(sent)]


def _reasons(sent: Sequence[SubscriptionIn], *, now: datetime) -> dict[int, str]:
    seen: set[tuple[str, str]] = set()
    reasons: dict[int, str] = {}
    for n, one in enumerate(sent):
        if (one.origin, one.number) in seen:
            reasons[n] = _("This request names the same contract twice.")
        elif len({sent.cycle for sent in one.deliveries}) != len(one.deliveries):
            reasons[n] = _("This request names the same delivery twice.")
        elif not all(is_plausible(moment, now=now) for moment in one.moments()):
            reasons[n] = _("A moment lies before 1900 or in the future.")
        else:
            seen.add((one.origin, one.number))
    return reasons
