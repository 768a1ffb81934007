# SPDX-License-Identifier: Apache-2.0
"""What messaging does when persons become one, or are erased. Messages hang on nodes: a merge moves none of them."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.engagement.messaging.actions import postcards


@transaction.atomic
def follow_merges(pairs: Sequence[tuple[UUID, UUID]]) -> None:
    """Count what both got for the one that stays, so that nobody gets twice as much by being two."""
    for ended, stays in pairs:
        bulk.run(_CARRY, {"ended": ended, "stays": stays})


@transaction.atomic
def erase(persons: Sequence[UUID], nodes: Sequence[UUID]) -> dict[str, int]:
    """Empty what messages said to somebody and forget what was counted; give the rows by table."""
    emptied = {
        "messaging_postpiece": postcards.erase(nodes),
        "messaging_message": bulk.run(_EMPTY, [list(nodes)]),
        "messaging_allowance": bulk.run("DELETE FROM messaging_allowance WHERE person_id = ANY(%s)", [list(persons)]),
        "messaging_allowanceuse": bulk.run(
            "DELETE FROM messaging_allowanceuse WHERE person_id = ANY(%s)", [list(persons)]
        ),
        "messaging_friendship": bulk.run(_FRIENDS, [list(nodes)]),
        "messaging_chatmenulink": bulk.run(_MENUS, [list(nodes)]),
        "messaging_pushdevice": bulk.run(_DEVICES, [list(nodes)]),
        "messaging_heard": bulk.run(_HEARD, [list(nodes)]),
        "messaging_pause": bulk.run("DELETE FROM messaging_pause WHERE node_id = ANY(%s)", [list(nodes)]),
    }
    return {table: rows for table, rows in emptied.items() if rows}


# What waited ends; what went stays counted, without what it said and where it went.
_EMPTY = """
UPDATE messaging_message SET context = '{}', filled = '{}', contact_point_id = NULL, error = '', provider_id = '',
  state = CASE WHEN due_at IS NULL THEN state ELSE 'dropped' END,
  reason = CASE WHEN due_at IS NULL THEN reason ELSE 'erased' END, due_at = NULL, lease_until = NULL
WHERE node_id = ANY(%s)
"""
_FRIENDS = """
DELETE FROM messaging_friendship f USING customers_contactpoint c WHERE c.id = f.contact_point_id AND c.node_id = ANY(%s)
"""
# LINE still shows them the menu of members; whom it knows stays sealed until it was told (actions/menus.py).
_MENUS = """
UPDATE messaging_chatmenulink l SET erased_at = now() FROM customers_contactpoint c
WHERE c.id = l.contact_point_id AND l.erased_at IS NULL AND c.node_id = ANY(%s)
"""
_DEVICES = """
DELETE FROM messaging_pushdevice d USING customers_contactpoint c WHERE c.id = d.contact_point_id AND c.node_id = ANY(%s)
"""
# What was worked off says nothing any more; what still waits is not done for somebody who is gone.
_HEARD = """
DELETE FROM messaging_heard h USING customers_contactpoint c
WHERE c.channel = h.channel AND c.address_hash = h.address_hash AND c.node_id = ANY(%s)
"""
_CARRY = """
WITH gone AS (DELETE FROM messaging_allowance WHERE person_id = %(ended)s RETURNING rule_id, window_start, used),
  uses AS (UPDATE messaging_allowanceuse SET person_id = %(stays)s WHERE person_id = %(ended)s)
INSERT INTO messaging_allowance (person_id, rule_id, window_start, used)
SELECT %(stays)s, rule_id, window_start, used FROM gone ORDER BY rule_id, window_start
ON CONFLICT (person_id, rule_id, window_start) DO UPDATE SET used = messaging_allowance.used + excluded.used
"""
