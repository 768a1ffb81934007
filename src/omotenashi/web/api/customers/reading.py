# SPDX-License-Identifier: Apache-2.0
"""Customers as they are answered."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q

from omotenashi.commerce.loyalty import queries as loyalty
from omotenashi.insight import queries as insight
from omotenashi.people.consent import queries as consent
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.models import Node, Profile
from omotenashi.people.customers.queries import Sight
from omotenashi.web.api import pages
from omotenashi.web.api.problems import not_found


def page(*, q: str, cursor: str, limit: int) -> tuple[list[Profile], str | None]:
    """Give a page of profiles that match a search, the newest first."""
    found = customers.search_profiles(q).order_by("-registered_at", "person_id")
    if cursor:
        moment, person_id = pages.read_id(cursor)
        found = found.filter(Q(registered_at__lt=moment) | Q(registered_at=moment, person_id__gt=person_id))
    rows = list(found[: limit + 1])
    return pages.cut(rows, limit=limit, key=lambda row: (row.registered_at, row.person_id.int))


def nodes(person_id: UUID) -> tuple[UUID, list[Node]]:
    """Give the person that an id, also a former one, means today, with the nodes; a problem when there is none."""
    today = customers.current_person(person_id)
    if today is None:
        raise not_found()
    return today, customers.nodes_of(today)


def one(person_id: UUID, *, sight: Sight) -> dict[str, Any]:
    """Give all that is known about a customer, the ways to reach them as far as this key may see them."""
    today, known = nodes(person_id)
    profile = customers.profile_of(today)
    if profile is None:
        raise not_found()
    ids = [node.pk for node in known]
    return {
        **summary(profile, sight=sight),
        **{name: sight.field(name, getattr(profile, name)) for name in ("gender", "postal_code", "city", "address")},
        "birth_date": profile.birth_date if sight.contacts else None,
        "zone": profile.zone or profile.device_zone,
        "keys": [
            {"type": n.type, "value": sight.key(n.type, n.value)} for n in known if n.type not in ("receipt", "post")
        ],
        "consents": _consents(ids),
        "points": loyalty.balance_of(ids),
        "figures": insight.scores_of([today]).get(today),
    }


def summary(profile: Profile, *, sight: Sight) -> dict[str, Any]:
    """Give a customer as in a list."""
    names = ("name", "kana", "email", "phone", "member_no", "prefecture", "rank")
    shown = {name: sight.field(name, getattr(profile, name)) for name in names}
    return {"id": profile.person_id, **shown, "registered_at": profile.registered_at}


def _consents(node_ids: Iterable[UUID]) -> list[dict[str, Any]]:
    return [
        {
            "channel": state.contact_point.channel,
            "purpose": state.purpose_id,
            "state": state.state,
            "occurred_at": state.occurred_at,
        }
        for state in consent.states_of(node_ids)
    ]
