# SPDX-License-Identifier: Apache-2.0
"""What was joined and taken apart, in words; and what each side of a person has: for a look before anything happens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum

from omotenashi.commerce.loyalty import queries as loyalty
from omotenashi.commerce.orders.models import Order
from omotenashi.people.consent import queries as consent
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.models import MergeLog, Node, NoLink, Note
from omotenashi.people.staff.models import Staff
from omotenashi.people.timeline import queries as timeline
from omotenashi.web.console.customers import words
from omotenashi.web.console.customers.masking import Sight
from omotenashi.web.console.customers.page import shown_key

MOST_LINES, MOST_ENTRIES = 50, 1000


@dataclass(frozen=True)
class Side:
    """One side of a person: its keys, the name it would have, and what hangs on it."""

    name: str
    keys: list[tuple[UUID, str, str, str]]
    orders: int
    sales: int
    points: int
    consents: int
    entries: int
    notes: int
    last: datetime | None

    @property
    def many_entries(self) -> bool:
        """Say that there are more than were counted."""
        return self.entries > MOST_ENTRIES


@dataclass(frozen=True)
class Line:
    """One line of the history."""

    id: UUID
    at: datetime
    kind: str
    title: str
    mood: str
    who: str
    reason: str
    can_undo: bool


def side(nodes: Sequence[Node], *, sight: Sight) -> Side:
    """Count what hangs on some keys: seven reads."""
    ids = [node.id for node in nodes]
    sold = Order.objects.filter(node_id__in=ids, cancelled_at=None)
    totals = sold.aggregate(n=Count("id"), goods=Sum("goods_total"), back=Sum("returned_total"))
    newest = sold.order_by("-placed_at").values_list("placed_at", flat=True).first()
    return Side(
        name=_name(nodes, sight),
        keys=[(n.id, words.key_channel(n.type), words.key_name(n.type), shown_key(n, sight)) for n in nodes],
        orders=totals["n"],
        sales=(totals["goods"] or 0) - (totals["back"] or 0),
        points=loyalty.balance_of(ids),
        consents=consent.states_of(ids).count(),
        entries=timeline.entries_of(ids).order_by()[: MOST_ENTRIES + 1].count(),
        notes=Note.objects.filter(node_id__in=ids, deleted_at=None).count(),
        last=newest,
    )


def _name(nodes: Sequence[Node], sight: Sight) -> str:
    if told := customers.lineage_among(node.id for node in nodes).get("name"):
        return told.winner.value
    return next((shown_key(node, sight) for node in nodes if node.value), "")


def history_of(node_ids: Sequence[UUID]) -> list[Line]:
    """Give what happened to the ties of a person, the newest first."""
    lines = list(customers.history_of(node_ids).prefetch_related("undone_by")[:MOST_LINES])
    names = _names(lines)
    mine = {str(node) for node in node_ids}
    return [_line(line, names, mine) for line in lines]


def _line(line: MergeLog, names: Mapping[str, str], mine: set[str]) -> Line:
    mood, title = words.JOIN_KINDS.get(line.kind, ("quiet", line.kind))
    return Line(
        id=line.pk,
        at=line.at,
        kind=line.kind,
        title=str(title),
        mood=mood,
        who=names.get(line.actor, "") or _cause(line.actor),
        reason=line.reason,
        can_undo=_can_undo(line, mine),
    )


def _can_undo(line: MergeLog, mine: set[str]) -> bool:
    """Say whether a line can be undone now: its sides stand as the line left them."""
    if line.undone_by.all():
        return False
    if line.kind == "merge":
        sides = [set(line.before.get(side, ())) for side in ("one", "other")]
        return all(side & mine for side in sides)
    return line.kind in ("unmerge", "keep_apart")


def _names(lines: Sequence[MergeLog]) -> dict[str, str]:
    keys = {line.actor.removeprefix("staff:") for line in lines if line.actor.startswith("staff:")}
    people = Staff.objects.filter(pk__in=[key for key in keys if _is_id(key)])
    return {f"staff:{person.pk}": person.name for person in people}


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _cause(actor: str) -> str:
    kind = actor.partition(":")[0]
    return words.source_name(kind) if kind else ""


def apart_of(node_ids: Sequence[UUID], *, sight: Sight) -> list[dict[str, Any]]:
    """Give from whom this person is kept apart, by decision."""
    around = Q(a_id__in=node_ids) | Q(b_id__in=node_ids)
    mine = set(node_ids)
    found = NoLink.objects.filter(around, lifted_at=None).select_related("a__nodeperson", "b__nodeperson")
    rows = []
    for one in found.order_by("-at")[:MOST_LINES]:
        inner, other = (one.a, one.b) if one.a_id in mine else (one.b, one.a)
        person = getattr(getattr(other, "nodeperson", None), "person_id", None)
        rows.append(
            {
                "inner": inner.pk, "outer": other.pk, "person_id": person, "at": one.at, "reason": one.reason,
                "key": f"{words.key_name(other.type)} {shown_key(other, sight)}",
            }
        )  # fmt: skip
    return rows
