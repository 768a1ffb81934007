# SPDX-License-Identifier: Apache-2.0
"""Ask why somebody bought, and write the answers down: entries of the timeline, on the node of the order."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from omotenashi.base import bulk
from omotenashi.commerce.orders.models.reasons import ReasonsVersion
from omotenashi.commerce.orders.queries.reasons import reasons_asked
from omotenashi.commerce.orders.rules import reasons
from omotenashi.commerce.orders.rules.reasons import BadReasons
from omotenashi.people.timeline import actions as timeline

__all__ = ["BadReasons", "ReasonRecord", "give_reasons", "set_reasons"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReasonRecord:
    """What was said about one order, and where it was asked. Without a reason the comment is read for one."""

    origin: str
    number: str
    reason: str = ""
    comment: str = ""
    asked: str
    at: datetime


def set_reasons(written: str, *, now: datetime) -> None:
    """Ask these from now on. Raises BadReasons."""
    reasons.read(written)
    ReasonsVersion.objects.update_or_create(used_since=now, defaults={"written": written.strip()})


def give_reasons(records: Sequence[ReasonRecord], *, now: datetime) -> int:
    """Write answers down, one order or many; the same words twice count once. Give how many were written.

    An answer without words, or about an order that nobody has, is left out.
    """
    listed = reasons_asked(now)
    nodes = {
        (origin, number): node
        for origin, number, node in bulk.rows(
            "SELECT o.origin, o.number, o.node_id FROM orders_order o JOIN unnest(%s::text[], %s::text[]) AS s(origin, number)"
            " ON o.origin = s.origin AND o.number = s.number",
            [[record.origin for record in records], [record.number for record in records]],
        )
    }
    entries = []
    for record in records:
        comment = record.comment.strip()[: reasons.LONGEST_COMMENT]
        reason = record.reason or reasons.coded(comment, listed)
        if reason and (node_id := nodes.get((record.origin, record.number))):
            props = {"order_id": record.number, "origin": record.origin, "reason": reason, "asked": record.asked}
            if not record.reason:
                # Read out of the comment, so it may be read anew when the list changes.
                props["read"] = "comment"
            entries.append(
                timeline.EntryRecord(
                    message_id=_key(record, reason, comment), name=reasons.GIVEN, node_id=node_id, at=record.at,
                    props={**props, "comment": comment} if comment else dict(props),
                )
            )  # fmt: skip
    if entries:
        timeline.append(entries, source=timeline.internal_source(), now=now)
    return len(entries)


def _key(record: ReasonRecord, reason: str, comment: str) -> str:
    told = "\0".join((record.origin, record.number, reason, comment))
    return f"reason:{hashlib.blake2b(told.encode(), digest_size=16).hexdigest()}"
