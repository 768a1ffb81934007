# SPDX-License-Identifier: Apache-2.0
"""Follow the timeline by cursor: an entry names who may enter or leave which segment, never whether they do.

Whether they do is asked of the facts, so what comes late, twice or in another order leads to the same members.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.jobs import ask_once
from omotenashi.commerce.usage import actions as usage
from omotenashi.engagement.audience import queries, rules
from omotenashi.engagement.audience.actions import computing, judging
from omotenashi.people.timeline import actions as timeline
from omotenashi.people.timeline import queries as entries
from omotenashi.people.timeline.models import Entry

READER = "segments"
BATCH = 2_000
# Whoever is so far behind computes everybody anew, which is less work than to follow.
FAR = 100_000


def ask() -> bool:
    """Have the worker follow now, and look again and again for a while; False where it is asked already."""
    return ask_once("audience.follow_closely", lock="audience.follow")


@transaction.atomic
def follow(*, now: datetime, limit: int = BATCH) -> int:
    """Read on; say how many entries were read. The place, the members and what is told of them are one transaction."""
    place, last = timeline.position(READER), _last()
    if place >= last:
        return 0
    live = queries.live_rules()
    if not live or last - place > FAR:
        timeline.move_reader(name=READER, seq=last, now=now)
        for segment, _rule in live:
            computing.request(segment.pk, now=now)
        return 0
    batch = entries.entries_after(place, limit=limit)
    if not batch:
        return 0
    about = _about(batch)
    if any("usage" in said for said in about.values()):
        # Whoever keeps how far people got reads the same entries, and may not have come to these yet.
        usage.follow(now=now)
    causes = {segment.pk: rules.causes_of(rule) for segment, rule in live}
    pairs = {key: {person for person, said in about.items() if said & heard} for key, heard in causes.items()}
    judging.judge({key: persons for key, persons in pairs.items() if persons}, now=now)
    timeline.move_reader(name=READER, seq=batch[-1].seq, now=now)
    return len(batch)


def _about(batch: Sequence[Entry]) -> dict[UUID, set[rules.Cause]]:
    """Give of whom something was said, and what it is about."""
    said: dict[UUID, set[rules.Cause]] = defaultdict(set)
    for entry in batch:
        if causes := rules.causes_said(entry.name):
            said[UUID(str(entry.node_id))] |= causes
    about: dict[UUID, set[rules.Cause]] = defaultdict(set)
    for node, person in bulk.rows(_PERSONS, [sorted(said)]):
        about[person] |= said[node]
    return about


def _last() -> int:
    [(last,)] = bulk.rows(
        "SELECT coalesce(max(last_value), 0) FROM pg_sequences WHERE sequencename = 'timeline_entry_seq_seq'"
    )
    found: int = last
    return found


_PERSONS = "SELECT node_id, person_id FROM customers_nodeperson WHERE node_id = ANY(%s)"
