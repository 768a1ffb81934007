# SPDX-License-Identifier: Apache-2.0
"""May we? One address or a hundred thousand, asked in the same three reads."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from omotenashi.people.consent.models import ConsentState, Purpose, Suppression
from omotenashi.people.consent.rules import verdicts as rules
from omotenashi.people.consent.rules.verdicts import Verdict
from omotenashi.people.customers.models import ContactPoint, Profile
from omotenashi.places.locations.queries import zone

__all__ = ["Verdict", "allows", "verdicts"]


def allows(*, contact_point: ContactPoint, purpose: Purpose | str, now: datetime) -> Verdict:
    """Say whether a contact point may be used for a purpose, and which row decided."""
    return verdicts([contact_point], purpose=purpose, now=now)[contact_point.pk]


def verdicts(points: Iterable[ContactPoint], *, purpose: Purpose | str, now: datetime) -> dict[UUID, Verdict]:
    """Give the verdict on each contact point, by its id."""
    asked = purpose if isinstance(purpose, Purpose) else Purpose.objects.get(code=purpose)
    wanted = list(points)
    said = _said(wanted, asked)
    stops = _stops(wanted)
    born = _born(wanted) if asked.kind in rules.GUARDED else {}
    day = now.astimezone(zone()).date()
    return {
        point.pk: rules.decide(
            kind=asked.kind,
            said=said.get(point.pk),
            stops=stops.get((point.channel, bytes(point.address_hash)), []),
            born=born.get(point.node_id),
            now=now,
            day=day,
        )
        for point in wanted
    }


def _said(points: list[ContactPoint], purpose: Purpose) -> dict[UUID, rules.Said]:
    found = ConsentState.objects.filter(contact_point__in=[point.pk for point in points], purpose=purpose)
    # Values, no objects: advertising asks this of everybody it goes to.
    rows = found.values_list("contact_point_id", "entry_id", "state", "entry__expires_at", "entry__proof")
    return {
        point: rules.Said(entry_id=entry, state=state, expires_at=ends, by_guardian=rules.has_guardian(proof))
        for point, entry, state, ends, proof in rows
    }


def _stops(points: list[ContactPoint]) -> dict[tuple[str, bytes], list[rules.Stop]]:
    hashes = {bytes(point.address_hash) for point in points}
    found: dict[tuple[str, bytes], list[rules.Stop]] = defaultdict(list)
    stops = Suppression.objects.filter(address_hash__in=hashes, lifted_at=None).order_by("scope")
    for channel, address_hash, key, scope in stops.values_list("channel", "address_hash", "pk", "scope"):
        found[channel, bytes(address_hash)].append(rules.Stop(suppression_id=key, scope=scope))
    return found


def _born(points: list[ContactPoint]) -> dict[UUID, date]:
    nodes = [point.node_id for point in points]
    found = Profile.objects.filter(person__nodes__node__in=nodes).exclude(birth_date=None)
    return {node: born for node, born in found.values_list("person__nodes__node_id", "birth_date") if born}
