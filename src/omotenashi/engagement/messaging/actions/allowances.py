# SPDX-License-Identifier: Apache-2.0
"""How many messages somebody may get: counted where they are promised, all rules of a message or none."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.engagement.messaging.models import CapRule
from omotenashi.engagement.messaging.rules import auction, caps
from omotenashi.engagement.messaging.rules.auction import Bid

_WANTED = {"message_id": "uuid", "person_id": "uuid", "rule_id": "uuid", "window_start": "date", "most": "integer"}
# Whoever asks for the same person waits: the row is locked by the one statement that looks and counts.
_COUNT = """
INSERT INTO messaging_allowance (person_id, rule_id, window_start, used)
SELECT person_id, rule_id, window_start, 1 FROM {wanted} WHERE s.most > 0 ORDER BY person_id, rule_id, window_start
ON CONFLICT (person_id, rule_id, window_start) DO UPDATE SET used = messaging_allowance.used + 1
WHERE messaging_allowance.used < (SELECT r.most - CASE WHEN %s AND r."window" = 'day' AND r.most > 1 THEN 1 ELSE 0 END
  FROM messaging_caprule r WHERE r.id = messaging_allowance.rule_id)
RETURNING person_id, rule_id
"""
_GIVE_BACK = """
UPDATE messaging_allowance a SET used = a.used - g.n FROM (
  SELECT person_id, rule_id, window_start, count(*)::int AS n FROM {rows} GROUP BY 1, 2, 3
) g WHERE a.person_id = g.person_id AND a.rule_id = g.rule_id AND a.window_start = g.window_start
"""


def reserve(bids: Sequence[Bid]) -> dict[UUID, date]:
    """Count messages, the first ones first; give those for which there was no room, and the day on which there may be.

    A person stands in a statement once: of several messages the later ones see what the earlier ones used. Broadcasts come
    after all others, because they must leave the last of a day.
    """
    rules = list(CapRule.objects.filter(ended_at=None).order_by("id"))
    refused: dict[UUID, date] = {}
    waiting = list(bids) if rules else []
    while waiting:
        seen: set[object] = set()
        now: list[Bid] = []
        later: list[Bid] = []
        for one in waiting:
            (later if one.person in seen else now).append(one)
            seen.add(one.person)
        for is_broadcast in (False, True):
            some = [one for one in now if (one.weight >= auction.BROADCAST) is is_broadcast]
            refused |= _round(some, rules, is_broadcast=is_broadcast)
        waiting = later
    return refused


def give_back(messages: Iterable[UUID]) -> None:
    """Free what messages were counted for: they do not go out after all."""
    given = list(messages)
    if not given:
        return
    gone = bulk.rows(
        "DELETE FROM messaging_allowanceuse WHERE message_id = ANY(%s)"
        " RETURNING message_id, person_id, rule_id, window_start",
        [given],
    )
    _return([(message, person, rule, start, 0) for message, person, rule, start in gone])


def _round(bids: Sequence[Bid], rules: Sequence[CapRule], *, is_broadcast: bool) -> dict[UUID, date]:
    if not bids:
        return {}
    windows, days = {rule.pk: rule.window for rule in rules}, {one.message: one.day for one in bids}
    rows: list[tuple[Any, Any, UUID, date, int]] = [
        (one.message, one.person, rule.pk, caps.began(rule.window, day=one.day),
         rule.most - auction.spare(rule.window, rule.most, weight=one.weight))
        for one in bids
        for rule in rules
        if rule.channel in ("", one.channel)
    ]  # fmt: skip
    counted = _uses([row[0] for row in rows])
    fresh = [row for row in rows if (row[0], row[2]) not in counted]
    source, values = bulk.given("messaging_wanted", _WANTED, fresh)
    got = set(bulk.rows(_COUNT.format(wanted=source), [*values, is_broadcast])) if fresh else set()
    refused: dict[UUID, date] = {}
    for row in fresh:
        if (row[1], row[2]) not in got:
            again = caps.next_began(windows[row[2]], day=days[row[0]])
            refused[row[0]] = max(again, refused.get(row[0], again))
    # What another rule refused is not counted by this one either.
    _return([row for row in fresh if row[0] in refused and (row[1], row[2]) in got])
    bulk.copy(
        "messaging_allowanceuse", ["message_id", "person_id", "rule_id", "window_start"],
        [row[:4] for row in fresh if row[0] not in refused],
    )  # fmt: skip
    return refused


def _uses(messages: Sequence[UUID]) -> Mapping[tuple[UUID, UUID], bool]:
    found = bulk.rows("SELECT message_id, rule_id FROM messaging_allowanceuse WHERE message_id = ANY(%s)", [messages])
    return dict.fromkeys(found, True)


def _return(rows: Sequence[tuple[UUID, UUID, UUID, date, int]]) -> None:
    if rows:
        source, values = bulk.given("messaging_returned", _WANTED, rows)
        bulk.run(_GIVE_BACK.format(rows=source), values)
