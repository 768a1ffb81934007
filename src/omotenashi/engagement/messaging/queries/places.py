# SPDX-License-Identifier: Apache-2.0
"""Who may be spoken to in places of our own: a few reads for any number of people."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.rules import gate, places
from omotenashi.people.consent.models import Purpose
from omotenashi.people.consent.queries.verdicts import verdicts
from omotenashi.people.customers.models import ContactPoint, Node, NodePerson

_PERSONAL, _NEWS = "profiling", "marketing"
type Ways = dict[tuple[UUID, str], list[gate.Way]]


def wanted(batch: Iterable[Message]) -> set[str]:
    """Name the purposes of those messages that may wait in a place of ours."""
    return {
        message.purpose_id
        for message in batch
        if set(message.wanted or message.template_version.template.channels) & set(places.PLACES)
    }


def ways(persons: set[UUID], purposes: set[str], *, now: datetime) -> Ways:
    """Give how people can be reached there: the site knows whoever has a member card, the till knows everybody."""
    found: Ways = defaultdict(list)
    if not purposes or not persons:
        return found
    points = _points(persons)
    known = Node.objects.filter(nodeperson__person__in=persons, type="member_no", erased_at=None, value__isnull=False)
    members = set(known.values_list("nodeperson__person_id", flat=True))
    kinds = dict(Purpose.objects.filter(code__in=purposes | {_PERSONAL, _NEWS}).values_list("code", "kind"))
    said = {code: _said(points, code, now=now) for code in sorted(kinds)}
    for person in persons:
        for purpose, kind in ((code, kind) for code, kind in kinds.items() if code in purposes):
            allowed, reason = places.may(
                kind, own=said[purpose].get(person, ()), personal=said.get(_PERSONAL, {}).get(person, ()),
                news=said.get(_NEWS, {}).get(person, ()),
            )  # fmt: skip
            here = [place for place in places.PLACES if place != "site" or person in members]
            found[person, purpose] = [gate.Way(None, place, allowed, reason, "own place") for place in here]
    return found


def may_suggest(person: UUID, *, now: datetime) -> bool:
    """Say whether somebody's habits may be used for what they are shown: by their answer about personal suggestions."""
    found = ways({person}, {_PERSONAL}, now=now).get((person, _PERSONAL), [])
    return any(way.allowed for way in found)


def _points(persons: set[UUID]) -> Sequence[tuple[UUID, ContactPoint]]:
    belongs = dict(NodePerson.objects.filter(person__in=persons).values_list("node_id", "person_id"))
    found = ContactPoint.objects.filter(node__in=belongs, node__value__isnull=False)
    return [(belongs[point.node_id], point) for point in found]


def _said(points: Sequence[tuple[UUID, ContactPoint]], purpose: str, *, now: datetime) -> Mapping[UUID, set[str]]:
    found: dict[UUID, set[str]] = defaultdict(set)
    answers = verdicts([point for _, point in points], purpose=purpose, now=now)
    for person, point in points:
        found[person].add(answers[point.pk].reason)
    return found
