# SPDX-License-Identifier: Apache-2.0
"""Apply contracts (定期): whose they are is registered, then the record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from omotenashi.base.text import intervals
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.orders.actions import subscriptions
from omotenashi.connectors.csv.rules import channels
from omotenashi.connectors.csv.rules.customers import identifiers, profile
from omotenashi.connectors.csv.rules.outcome import Refused
from omotenashi.connectors.csv.rules.subscriptions import Contract
from omotenashi.connectors.csv.sync.people import typed
from omotenashi.connectors.csv.sync.verdicts import Progress, Verdicts
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.places.locations import actions as locations

CHUNK = 10_000
# A clock that goes ahead, or a day in another zone, is no future.
SLACK = timedelta(days=1)


@dataclass(frozen=True)
class Source:
    """Whose contracts these are, the channel of those that name none, and the import that brings them."""

    origin: str
    channel: str
    cause: str


def record(
    found: Sequence[Contract], *, source: Source, now: datetime, verdicts: Verdicts, progress: Progress
) -> list[Refused]:
    """Record contracts and what they sent. Gives the rows that belong to nobody, or to a day that is still to come."""
    refused: list[Refused] = []
    products = _products(found)
    for start in range(0, len(found), CHUNK):
        part = found[start : start + CHUNK]
        to_come = {one.number for one in part if any(moment > now + SLACK for moment in one.moments)}
        refused += [
            Refused(row, "in_future", "", one.number) for one in part if one.number in to_come for row in one.rows
        ]
        part = [one for one in part if one.number not in to_come]
        nodes = _nodes(part, source, now=now, verdicts=verdicts)
        refused += [
            Refused(row, "customer_refused", "", one.number) for one in part if one.number not in nodes for row in one.rows
        ]  # fmt: skip
        kept = [one for one in part if one.number in nodes]
        locations.register_channels({_channel(one, source) for one in kept})
        records = [_record(one, nodes[one.number], products, source, now=now) for one in kept]
        outcomes = subscriptions.record_subscriptions(records, now=now)
        for one, verdict in zip(kept, outcomes, strict=True):
            verdicts.note(one.rows, verdict)
            verdicts.count("subscriptions", verdict, one.number)
        progress("subscriptions", min(start + CHUNK, len(found)), len(found))
    return refused


def _nodes(part: Sequence[Contract], source: Source, *, now: datetime, verdicts: Verdicts) -> dict[str, UUID]:
    """Contract → the node of its customer. Who has several contracts is registered once."""
    people = {one.number: identifiers(one.values) for one in part}
    latest = {key: one for one in sorted(part, key=lambda c: c.values["began_at"]) if (key := people[one.number])}
    records = [
        customers.CustomerRecord(
            identifiers=typed(key, source.origin),
            fields=profile(one.values),
            observed_at=min(one.values["began_at"], now),
        )
        for key, one in latest.items()
    ]
    outcomes = customers.register(records, source=f"import:{source.origin}", cause_id=source.cause, now=now, tell=False)
    known: dict[tuple[tuple[str, str], ...], UUID] = {}
    for key, outcome in zip(latest, outcomes, strict=True):
        if outcome.node_id:
            known[key] = outcome.node_id
            verdicts.count("customers", outcome.kind)
    return {number: known[key] for number, key in people.items() if key in known}


def _products(found: Sequence[Contract]) -> dict[str, str]:
    """The product's code of each SKU that is known."""
    skus = {str(one.values["sku"]) for one in found if one.values.get("sku")}
    return dict(Variant.objects.filter(sku__in=skus).values_list("sku", "product__code"))


def _channel(one: Contract, source: Source) -> str:
    return channels.code(str(one.values.get("channel") or source.channel or "EC"))


def _record(
    one: Contract, node: UUID, products: dict[str, str], source: Source, *, now: datetime
) -> subscriptions.SubscriptionRecord:
    values = one.values
    # A day that was counted lies neither ahead nor behind the end.
    last = min(now, values.get("cancelled_at") or now)
    sku = str(values.get("sku") or "")
    return subscriptions.SubscriptionRecord(
        origin=source.origin,
        number=one.number,
        node_id=node,
        channel=_channel(one, source),
        product=str(values.get("product_code") or products.get(sku) or sku or values["product_name"]),
        every_days=intervals.of(values["every"]).in_days,
        began_at=values["began_at"],
        paused_at=values.get("paused_at"),
        cancelled_at=values.get("cancelled_at"),
        cancel_reason=str(values.get("cancel_reason") or ""),
        medium=str(values.get("medium") or ""),
        deliveries=tuple(
            subscriptions.DeliveryRecord(
                cycle=sent.cycle,
                shipped_at=sent.shipped_at if sent.told else min(sent.shipped_at, last),
                order_number=sent.order_number,
            )
            for sent in one.sent
        ),
    )
