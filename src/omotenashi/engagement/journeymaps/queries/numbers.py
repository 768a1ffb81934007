# SPDX-License-Identifier: Apache-2.0
"""What really happens where a map says so: persons in each stage, and what the scenarios of its cells brought."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.engagement.audience import queries as audience
from omotenashi.engagement.audience.models import Segment
from omotenashi.engagement.journeymaps.rules import bodies
from omotenashi.engagement.journeys.models import Journey
from omotenashi.engagement.messaging.models import Template

DAYS = 30


@dataclass(frozen=True, slots=True)
class Came:
    """What serves a cell, in numbers: messages sent, of those answered, and how content its readers were (1 to 5).

    `channels` tells it by the channel of the message: its name, how many voices, how content.
    """

    kind: str
    key: str
    name: str
    state: str = ""
    sent: int = 0
    answered: int = 0
    content: float | None = None
    voices: int = 0
    channels: Sequence[tuple[str, int, float]] = ()


@dataclass(frozen=True, slots=True)
class Numbers:
    """`stages`: persons by stage, nothing where no data is tied to it; `sources`: where they come from; `cells`: by cell."""

    days: int
    stages: Mapping[str, int | None] = field(default_factory=dict)
    segments: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, Came] = field(default_factory=dict)


def numbers_of(body: Mapping[str, Any], *, now: datetime, days: int = DAYS) -> Numbers:
    """Count persons and results of a map: a few reads, however large it is."""
    since = now - timedelta(days=days)
    sources = {one["id"]: one.get("source") or {} for one in body["stages"]}
    events = {one["what"] for one in sources.values() if one.get("kind") == "event"}
    counted = dict(bulk.rows(_PERSONS, [list(events), since, since, now])) if events else {}
    wanted = {one["what"] for one in sources.values() if one.get("kind") == "segment"}
    named = dict(Segment.objects.filter(pk__in=filter(None, map(_uuid, wanted))).values_list("pk", "name"))
    members = {str(key): audience.members_of(key).count() for key in named}
    return Numbers(
        days=days,
        stages={key: _count(one, counted, members) for key, one in sources.items()},
        segments={str(key): name for key, name in named.items()},
        cells=_cells(dict(body), now=now),
    )


def _count(source: Mapping[str, str], counted: Mapping[str, int], members: Mapping[str, int]) -> int | None:
    if not source:
        return None
    if source["kind"] == "event":
        return counted.get(source["what"], 0)
    return members.get(source["what"])


def _cells(body: bodies.Body, *, now: datetime) -> dict[str, Came]:
    del now
    found = list(bodies.served(body))
    ways = {known for _, kind, key in found if kind == "journey" and (known := _uuid(key))}
    said = {known for _, kind, key in found if kind == "template" and (known := _uuid(key))}
    names: dict[UUID, tuple[str, str]] = {
        **{
            key: (name, state)
            for key, name, state in Journey.objects.filter(pk__in=ways).values_list("pk", "name", "state")
        },
        **{key: (name, "") for key, name in Template.objects.filter(pk__in=said).values_list("pk", "name")},
    }
    came = {key: tuple(rest) for key, *rest in bulk.rows(_BY_JOURNEY, [list(ways)])} if ways else {}
    came |= {key: tuple(rest) for key, *rest in bulk.rows(_BY_TEMPLATE, [list(said)])} if said else {}
    heard = _heard(ways, said)
    made = {}
    for cell, kind, key in found:
        known = _uuid(key)
        if known is None or known not in names:
            continue
        (sent, answered), (name, state), voices = came.get(known, (0, 0)), names[known], heard.get(known, [])
        number = sum(many for _, many, _ in voices)
        content = sum(many * mean for _, many, mean in voices) / number if number else None
        made[cell] = Came(kind, key, name, state, sent, answered, content, number, voices)
    return made


def _heard(ways: Collection[UUID], said: Collection[UUID]) -> dict[UUID, list[tuple[str, int, float]]]:
    """Give by channel how many readers said how content they are, each voice once: with the last message before it."""
    found: dict[UUID, list[tuple[str, int, float]]] = defaultdict(list)
    rows = bulk.rows(_HEARD_JOURNEY, [list(ways)]) if ways else []
    rows += bulk.rows(_HEARD_TEMPLATE, [list(said)]) if said else []
    for key, channel, voices, mean in rows:
        found[key].append((channel, voices, float(mean)))
    return found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


# Persons; who is not known yet counts by the browser.
_PERSONS = """
SELECT e.name, count(DISTINCT coalesce(p.person_id, e.node_id)) FROM timeline_entry e
LEFT JOIN customers_nodeperson p ON p.node_id = e.node_id
WHERE e.name = ANY(%s) AND e.received_at >= %s AND e.at >= %s AND e.at <= %s GROUP BY 1
"""
# Answered: a human opened a page from it or wrote back.
_CAME = """
SELECT {key}, count(DISTINCT m.id),
  count(DISTINCT m.id) FILTER (WHERE EXISTS (SELECT 1 FROM messaging_messageevent e WHERE e.message_id = m.id
    AND e.kind IN ('clicked', 'replied') AND e.actor = 'human'))
FROM messaging_message m JOIN messaging_templateversion v ON v.id = m.template_version_id
WHERE {which} AND m.state IN ('sent', 'unknown') GROUP BY 1
"""
# How content they are: what the same people said in reviews within thirty days.
_HEARD = """
SELECT h.key, h.channel, count(*), avg(h.rating) FROM (
  SELECT DISTINCT ON (1, r.id) {key} AS key, m.channel, r.id, r.rating
  FROM messaging_message m JOIN messaging_templateversion v ON v.id = m.template_version_id
  JOIN customers_nodeperson mine ON mine.node_id = m.node_id
  JOIN customers_nodeperson each ON each.person_id = mine.person_id
  JOIN reviews_review r ON r.node_id = each.node_id AND r.written_at > m.sent_at
    AND r.written_at <= m.sent_at + interval '30 days'
  WHERE {which} AND m.state IN ('sent', 'unknown') ORDER BY 1, r.id, m.sent_at DESC
) h GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2
"""
_JOURNEY = {
    "key": "split_part(m.campaign, ':', 2)::uuid",
    "which": "m.campaign LIKE 'journey:%%' AND split_part(m.campaign, ':', 2) = ANY(%s::text[])",
}
_TEMPLATE = {"key": "v.template_id", "which": "v.template_id = ANY(%s)"}
_BY_JOURNEY, _BY_TEMPLATE = _CAME.format(**_JOURNEY), _CAME.format(**_TEMPLATE)
_HEARD_JOURNEY, _HEARD_TEMPLATE = _HEARD.format(**_JOURNEY), _HEARD.format(**_TEMPLATE)
