# SPDX-License-Identifier: Apache-2.0
"""How many messages somebody may get: counted where they are promised, all rules of a message or none."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.engagement.messaging.models import CapRule
from omotenashi.engagement.messaging.rules import caps

_WANTED = {"message_id": "uuid", "person_id": "uuid", "rule_id": "uuid", "window_start": "date", "most": "integer"}
# Whoever asks for the same person waits: the row is locked by the one statement that looks and counts.
_COUNT = """
INSERT INTO messaging_allowance (person_id, rule_id, window_start, used)
SELECT person_id, rule_id, window_start, 1 FROM {wanted} WHERE s.most > 0 ORDER BY person_id, rule_id, window_start
ON CONFLICT (person_id, rule_id, window_start) DO UPDATE SET used = messaging_allowance.used + 1
WHERE messaging_allowance.used < (SELECT r.most FROM messaging_caprule r WHERE r.id = messaging_allowance.rule_id)
RETURNING person_id, rule_id
"""
_GIVE_BACK = """
UPDATE messaging_allowance a SET used = a.used - g.n FROM (
  SELECT person_id, rule_id, window_start, count(*)::int AS n FROM {rows} GROUP BY 1, 2, 3
) g WHERE a.person_id = g.person_id AND a.rule_id = g.rule_id AND a.window_start = g.window_start
"""


def reserve(wanted: Sequence[tuple[UUID, UUID, str]], *, day: date) -> set[UUID]:
    """Count messages `(message, person, channel)`, the first ones first; give those for which there was room.

    A person stands in a statement once: of several messages the later ones see what the earlier ones used.
    """
    rules = list(CapRule.objects.filter(ended_at=None).order_by("id"))
    if not rules:
        return {message for message, _, _ in wanted}
    had: set[UUID] = set()
    waiting = list(wanted)
    while waiting:
        seen: set[UUID] = set()
        now: list[tuple[UUID, UUID, str]] = []
        later: list[tuple[UUID, UUID, str]] = []
        for one in waiting:
            (later if one[1] in seen else now).append(one)
            seen.add(one[1])
        had |= _round(now, rules, day=day)
        waiting = later
    return had


def give_back(messages: Iterable[UUID]) -> None:
    """Free what messages were counted for: they do not go out after all."""
    gone = bulk.rows(
        "DELETE FROM messaging_allowanceuse WHERE message_id = ANY(%s)"
        " RETURNING message_id, person_id, rule_id, window_start",
        [list(messages)],
    )
    _return([(message, person, rule, start, 0) for message, person, rule, start in gone])


def _round(wanted: Sequence[tuple[UUID, UUID, str]], rules: Sequence[CapRule], *, day: date) -> set[UUID]:
    rows = [
        (message, person, rule.pk, caps.began(rule.window, day=day), rule.most)
        for message, person, channel in wanted
        for rule in rules
        if rule.channel in ("", channel)
    ]
    counted = _uses([row[0] for row in rows])
    fresh = [row for row in rows if (row[0], row[2]) not in counted]
    source, values = bulk.given("messaging_wanted", _WANTED, fresh)
    got = set(bulk.rows(_COUNT.format(wanted=source), values)) if fresh else set()
    refused = {row[0] for row in fresh if (row[1], row[2]) not in got}
    # What another rule refused is not counted by this one either.
    _return([row for row in fresh if row[0] in refused and (row[1], row[2]) in got])
    bulk.copy(
        "messaging_allowanceuse", ["message_id", "person_id", "rule_id", "window_start"],
        [row[:4] for row in fresh if row[0] not in refused],
    )  # fmt: skip
    return {message for message, _, _ in wanted} - refused


def _uses(messages: Sequence[UUID]) -> Mapping[tuple[UUID, UUID], bool]:
    found = bulk.rows("SELECT message_id, rule_id FROM messaging_allowanceuse WHERE message_id = ANY(%s)", [messages])
    return dict.fromkeys(found, True)


def _return(rows: Sequence[tuple[UUID, UUID, UUID, date, int]]) -> None:
    if rows:
        source, values = bulk.given("messaging_returned", _WANTED, rows)
        bulk.run(_GIVE_BACK.format(rows=source), values)
