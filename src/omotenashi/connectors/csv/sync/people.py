# SPDX-License-Identifier: Apache-2.0
"""Apply customers: those of a customer file, and those that orders name in passing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.connectors.csv.models import Run
from omotenashi.connectors.csv.rules.customers import Customer, identifiers, profile
from omotenashi.connectors.csv.rules.outcome import Refused
from omotenashi.connectors.csv.sync.verdicts import Progress, Verdicts
from omotenashi.people.consent import actions as consent
from omotenashi.people.customers import queries as persons
from omotenashi.people.customers.actions import addresses, identities, links
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.people.customers.actions.registrations import Identifier, Outcome, normalise
from omotenashi.people.customers.models import Node

CHUNK = 10_000


def register(
    found: Sequence[Customer], *, origin: str, cause: str, now: datetime, verdicts: Verdicts, progress: Progress
) -> list[Refused]:
    """Register the customers of a file with their consents. Gives the rows whose identifiers cannot be used."""
    refused: list[Refused] = []
    for start in range(0, len(found), CHUNK):
        part = found[start : start + CHUNK]
        records = [
            customers.CustomerRecord(
                identifiers=typed(c.identifiers, origin),
                fields=c.fields,
                observed_at=c.registered_at or now,
                registered_at=c.registered_at,
            )
            for c in part
        ]
        outcomes = customers.register(records, source=f"import:{origin}", cause_id=cause, now=now)
        for customer, outcome in zip(part, outcomes, strict=True):
            if outcome.kind == "refused":
                shown = ", ".join(value for _, value in customer.identifiers)
                refused.extend(Refused(row, "customer_refused", "", shown) for row in customer.rows)
            else:
                verdicts.note(customer.rows, outcome.kind)
                verdicts.count("customers", outcome.kind)
        _points(part, outcomes, cause=cause, now=now, verdicts=verdicts)
        verdicts.made["consents"] += _consents(part, origin=origin, now=now)
        verdicts.made["consents"] += _post_consents(part, outcomes, origin=origin, now=now)
        progress("customers", start + len(part), len(found))
    return refused


def named_in_orders(
    orders: Sequence[Mapping[str, Any]], *, origin: str, cause: str, now: datetime, verdicts: Verdicts
) -> dict[tuple[tuple[str, str], ...], UUID]:
    """Register everyone whom orders name; gives the node to hang an order on, by its identifiers.

    Of several orders of one customer the latest tells name and address, whatever its place in the file.
    """
    latest: dict[tuple[tuple[str, str], ...], Mapping[str, Any]] = {}
    first: dict[tuple[tuple[str, str], ...], datetime] = {}
    for order in orders:
        key = identifiers(order)
        if key:
            known_one = latest.get(key)
            if known_one is None or (order["placed_at"], order["o"]) > (known_one["placed_at"], known_one["o"]):
                latest[key] = order
            first[key] = min(first.get(key, order["placed_at"]), order["placed_at"])
    nodes: dict[tuple[tuple[str, str], ...], UUID] = {}
    keys = sorted(latest)
    for start in range(0, len(keys), CHUNK):
        part = keys[start : start + CHUNK]
        records = [
            customers.CustomerRecord(
                identifiers=typed(key, origin),
                fields=profile(latest[key]),
                observed_at=latest[key]["placed_at"],
                registered_at=first[key],
            )
            for key in part
        ]
        for key, outcome in zip(
            part,
            customers.register(records, source=f"import:{origin}", cause_id=cause, now=now, tell=False),
            strict=True,
        ):
            if outcome.node_id:
                nodes[key] = outcome.node_id
                verdicts.count("customers", outcome.kind)
    return nodes


def typed(found: Sequence[tuple[str, str]], origin: str) -> tuple[Identifier, ...]:
    """The identifiers of a file as the record of people knows them: a number of another system carries its name."""
    return tuple(Identifier(f"external:{origin}" if kind == "external" else kind, value) for kind, value in found)


def _points(
    part: Sequence[Customer], outcomes: Sequence[Outcome], *, cause: str, now: datetime, verdicts: Verdicts
) -> None:
    """The balance that the file names is the membership's balance; a changed one is a changed row."""
    told = {
        outcome.node_id: (customer.points, customer.rows)
        for customer, outcome in zip(part, outcomes, strict=True)
        if outcome.node_id and customer.points is not None
    }
    balances = {node: points for node, (points, _rows) in told.items()}
    for node in loyalty.settle(balances, key=f"import:{cause}", now=now) if balances else ():
        verdicts.note(told[node][1], "updated")
        verdicts.count("points", "updated")


def _consents(part: Sequence[Customer], *, origin: str, now: datetime) -> int:
    """「メルマガ」 yes or no becomes an act on the address itself: it survives merges and later imports."""
    answers: dict[Identifier, tuple[bool, Customer]] = {}
    for customer in part:
        for kind, accepted in (customer.accepts or {}).items():
            for written in customer.identifiers:
                address = normalise(Identifier(*written)) if written[0] == kind else None
                if address:
                    answers[address] = (accepted, customer)
    by_hash = {bytes(identities.hash_of(address)): address for address in answers}
    rows = Node.objects.filter(value_hash__in=list(by_hash)).values_list("value_hash", "id")
    nodes = {by_hash[bytes(value_hash)]: node for value_hash, node in rows}
    records = [
        consent.ConsentRecord(
            node_id=node,
            purpose="marketing",
            state="granted" if accepted else "denied",
            source=f"import:{origin}",
            occurred_at=customer.registered_at or now,
            # No address in the key: the ledger outlives an erasure.
            key=f"import:{origin}:{node}:{accepted}:{(customer.registered_at or now).date()}",
        )
        for address, (accepted, customer) in answers.items()
        if (node := nodes.get(address))
    ]
    return consent.record(records) if records else 0


def _post_consents(part: Sequence[Customer], outcomes: Sequence[Outcome], *, origin: str, now: datetime) -> int:
    """「DM可否」 is an act on the person's letter box, wherever they live."""
    said = {
        outcome.person_id: customer
        for customer, outcome in zip(part, outcomes, strict=True)
        if outcome.person_id and "post" in (customer.accepts or {})
    }
    if not said:
        return 0
    points = addresses.reach(list(said), now=now)
    records = []
    for person, customer in said.items():
        if (point := points.get(person)) is None:
            continue
        accepted, at = (customer.accepts or {})["post"], customer.registered_at or now
        records.append(
            consent.ConsentRecord(
                node_id=point.node_id, purpose="marketing", state="granted" if accepted else "denied", source=f"import:{origin}",
                occurred_at=at, key=f"import:{origin}:{point.node_id}:{accepted}:{at.date()}",
            )
        )  # fmt: skip
    return consent.record(records) if records else 0


def take_back(run: Run, *, by: str, now: datetime) -> dict[str, int]:
    """Take back what only this run said about people: names, ties between keys, and persons whom nobody else names."""
    before = persons.count_persons()
    links.retract_cause("import", str(run.pk), by=by, now=now)
    gone = max(before - persons.count_persons(), 0)
    return {"customers": gone, "customers_kept": max(run.made.get("customers_created", 0) - gone, 0)}
