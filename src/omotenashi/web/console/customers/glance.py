# SPDX-License-Identifier: Apache-2.0
"""いまの要点: what whoever picks up the phone needs in the first seconds: searched words, the last receipt, hints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from omotenashi.base.prepared import Any, Prepared
from omotenashi.people.timeline.models import Entry
from omotenashi.web.console.customers import telling
from omotenashi.web.console.customers.hints import Hint, Known, hints
from omotenashi.web.console.customers.record import Bought, Record
from omotenashi.web.console.customers.sales import Line, lines_of

SEARCHED, LOOKED = "Products Searched", ("Product Viewed", "Product Added")
ASKED = ("Inquiry Sent", "Support Requested", "Form Submitted")
# Somebody who looks at hundreds of products still has searched for something among the newest of them.
MOST_READ, MOST_SHOWN, MOST_LINES, MOST_HINTS = 60, 4, 5, 3


_NEWEST = Prepared(
    lambda: (
        Entry.objects.filter(node_id=Any("nodes"), name__in=(SEARCHED, *LOOKED, *ASKED))
        .order_by("-at", "-seq")
        .only("name", "props", "at")[:MOST_READ]
    )
)


@dataclass(frozen=True)
class Glance:
    """What is seen first."""

    searches: list[tuple[str, datetime]]
    looked: list[tuple[str, datetime]]
    asked: list[tuple[str, datetime]]
    receipt: Bought | None
    lines: list[Line]
    more_lines: int
    hints: list[Hint]


def glance_of(record: Record, *, read: Mapping[UUID, list[Line]]) -> Glance:
    """Read it: two queries, or one when the lines of the last receipt were `read` already."""
    receipt = max(record.bought, key=lambda one: (one.at, one.number), default=None)
    lines = [line for line in _lines(receipt, read) if line.kind == "goods"]
    found = _NEWEST.found(nodes=record.node_ids)
    return Glance(
        searches=_told(found, (SEARCHED,), ("query",)),
        looked=_told(found, LOOKED, ("name", "sku", "product_id")),
        asked=[(telling.behaviour(one.name, one.props), one.at) for one in found if one.name in ASKED][:MOST_SHOWN],
        receipt=receipt,
        lines=lines[:MOST_LINES],
        more_lines=max(len(lines) - MOST_LINES, 0),
        hints=hints(known_of(record))[:MOST_HINTS],
    )


def known_of(record: Record) -> Known:
    """Give what the hints look at."""
    agreed = {one.channel for one in record.consents if (one.purpose, one.state) == ("marketing", "granted")}
    return Known(
        facts=record.facts,
        birth_date=record.profile.birth_date,
        points=record.points,
        mail_agreed=bool(agreed),
        reachable=bool(record.profile.email or record.profile.phone),
    )


def _lines(receipt: Bought | None, read: Mapping[UUID, list[Line]]) -> list[Line]:
    if receipt is None:
        return []
    return read[receipt.id] if receipt.id in read else lines_of([receipt.id]).get(receipt.id, [])


def _told(entries: Sequence[Entry], names: Sequence[str], keys: Sequence[str]) -> list[tuple[str, datetime]]:
    """Give what entries of some names were about, each thing once, the newest first."""
    found: dict[str, datetime] = {}
    for entry in entries:
        props = entry.props if entry.name in names and isinstance(entry.props, dict) else {}
        about = next((str(props[key])[:80] for key in keys if props.get(key)), "")
        if about:
            found.setdefault(about, entry.at)
    return list(found.items())[:MOST_SHOWN]
