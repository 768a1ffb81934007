# SPDX-License-Identifier: Apache-2.0
"""The way to somebody's letter box: a contact point that names a person and follows the address of the profile.

An address joins nobody: people live together. So the key is made from a key of the person, and only the hash of the contact
point is of the address and the name on it. Who moves is somebody new there; a stop of the old address does not follow.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.text import address
from omotenashi.people.customers.actions import nodes, observations
from omotenashi.people.customers.actions.observations import Observed
from omotenashi.people.customers.models import ContactPoint, Node, Profile
from omotenashi.people.customers.rules import NAMELESS, Identifier

CHANNEL, _KIND = "post", "post"


@transaction.atomic
def reach(persons: Collection[UUID], *, now: datetime) -> dict[UUID, ContactPoint]:
    """Give each person's contact point for the post; it is made where there is none."""
    found = _points(persons)
    missing = [person for person in persons if person not in found]
    if missing:
        _make(missing, now=now)
        refresh(missing)
        found = _points(persons)
    return found


@transaction.atomic
def refresh(persons: Collection[UUID]) -> int:
    """Let contact points follow the addresses of profiles; say how many moved."""
    points = ContactPoint.objects.filter(channel=CHANNEL, node__nodeperson__person__in=list(persons))
    # The hash of who was erased stays: a stop still meets the address.
    known = list(
        points.filter(node__value__isnull=False).values_list("pk", "node__nodeperson__person_id", "address_hash")
    )
    if not known:
        return 0
    profiles = Profile.objects.in_bulk({person for _, person, _ in known})
    moved = [
        (key, digest)
        for key, person, was in known
        if person in profiles and (digest := _hash(profiles[person])) != bytes(was)
    ]
    if moved:
        given, values = bulk.given("stage_moved", {"id": "uuid", "address_hash": "bytea"}, moved)
        bulk.run(
            f"UPDATE customers_contactpoint c SET address_hash = s.address_hash FROM {given} WHERE c.id = s.id", values
        )
    return len(moved)


def _points(persons: Iterable[UUID]) -> dict[UUID, ContactPoint]:
    found = ContactPoint.objects.filter(
        channel=CHANNEL, node__nodeperson__person__in=list(persons), node__value__isnull=False
    )
    return {
        one.node.nodeperson.person_id: one for one in found.select_related("node__nodeperson").order_by("-node__seq")
    }


def _make(persons: Iterable[UUID], *, now: datetime) -> None:
    """Make a key for each, tied to the person's oldest key that names somebody."""
    own = Node.objects.filter(nodeperson__person__in=list(persons), value__isnull=False, shared_since=None)
    named = own.exclude(type__in=NAMELESS).order_by("-seq").values_list("nodeperson__person_id", "pk")
    keys = {Identifier(_KIND, str(anchor)): anchor for anchor in dict(named).values()}
    made = nodes.ensure_nodes(keys, seen_at=dict.fromkeys(keys, now), cause=_KIND)
    ties = [
        Observed(node_id=keys[key], others=(node.id,), source=_KIND, observed_at=now, cause_id=_KIND)
        for key, node in made.items()
    ]
    observations.observe(ties, cause_kind=_KIND, now=now, tell=False)


def _hash(profile: Profile) -> bytes:
    """Give the hash of an address and the name on it; of the person alone where no address is known."""
    where = address.match_key(f"{profile.prefecture}{profile.city}{profile.address}") if profile.address else ""
    said = f"{profile.postal_code}|{where}|{''.join(profile.name.split())}" if where else str(profile.pk)
    return nodes.hash_of(Identifier(_KIND, said))
