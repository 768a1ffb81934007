# SPDX-License-Identifier: Apache-2.0
"""Write down how far people got: what the API says at once, what sites and apps say by a reader of the timeline.

The only writer of its table. The entries are the truth: read again, they say the same, and tell nothing twice.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final
from uuid import UUID

from django.db import transaction
from msgspec.json import decode

from omotenashi.base import bulk
from omotenashi.base.outbox.actions import publish
from omotenashi.commerce.catalogue.models import Product, Variant
from omotenashi.commerce.usage import rules
from omotenashi.commerce.usage.events import UsageBegun, UsageFinished
from omotenashi.commerce.usage.models import Progress
from omotenashi.commerce.usage.rules import Said, State, Step
from omotenashi.people.timeline import actions as timeline

__all__ = ["Said", "UsageRecord", "erase", "follow", "note"]
_READER: Final = "usage"
AT_ONCE: Final = 20_000


@dataclass(frozen=True, kw_only=True, slots=True)
class UsageRecord:
    """What somebody (a node) did with a product at a moment."""

    node_id: UUID
    said: Said
    at: datetime


@transaction.atomic
def note(records: Sequence[UsageRecord], *, now: datetime) -> list[str]:
    """Write records down; give what became of each: created, updated, unchanged, or unknown for no product of ours."""
    _lock()
    known = _products(record.said for record in records)
    before = {(one.node_id, one.product_id, one.kind): one.progress for one in _kept({r.node_id for r in records})}
    steps, verdicts, entries = [], [], []
    for record in records:
        said, product = record.said, known.get(record.said.key)
        if product is None:
            verdicts.append("unknown")
            continue
        key = (record.node_id, product.pk, said.kind)
        verdicts.append("created" if key not in before else "updated" if said.progress > before[key] else "unchanged")
        before[key] = max(before.get(key, 0.0), said.progress)
        steps.append(
            Step(node=record.node_id, product=product.pk, kind=said.kind, progress=said.progress, at=record.at)
        )
        entries.append(_entry(record, product))
    timeline.append(entries, source=timeline.internal_source(), now=now)
    _take(steps)
    return verdicts


@transaction.atomic
def follow(*, now: datetime) -> int:
    """Read on along the timeline; give how many entries were passed."""
    since = timeline.position(_READER)
    [(end, passed)] = bulk.rows(_PAGE, [since, AT_ONCE])
    if not passed:
        return 0
    _lock()
    found = [
        (node, at, said)
        for node, at, props in bulk.rows(_NEXT, [since, end, rules.NAME])
        if (said := rules.said(decode(props))) is not None
    ]
    known = _products(said for _node, _at, said in found)
    _take(
        Step(node=node, product=known[said.key].pk, kind=said.kind, progress=said.progress, at=at)
        for node, at, said in found
        if said.key in known
    )
    timeline.move_reader(name=_READER, seq=end, now=now)
    return int(passed)


@transaction.atomic
def erase(node_ids: Sequence[UUID]) -> int:
    """Forget how far an erased person got. Give how many rows."""
    return Progress.objects.filter(node_id__in=list(node_ids)).delete()[0]


def _take(steps: Iterable[Step]) -> None:
    """Carry states on and tell what began and what was finished."""
    by = sorted(steps, key=lambda step: (step.node, step.product, step.kind, step.at))
    rows = {(one.node_id, one.product_id, one.kind): one for one in _kept({step.node for step in by})}
    names = dict(Product.objects.filter(pk__in={step.product for step in by}).values_list("pk", "code"))
    titles = {pk: str(name) for pk, name in Product.objects.filter(pk__in=names).values_list("pk", "name")}
    made: list[Progress] = []
    told: list[UsageBegun | UsageFinished] = []
    for (node, product, kind), mine in groupby(by, key=lambda step: (step.node, step.product, step.kind)):
        row = rows.get((node, product, kind))
        before = _state(row) if row else State()
        state = rules.after(before, mine)
        made.append(_row(row, node, product, kind, state))
        about = {"node_id": node, "product": names[product], "name": titles[product] or names[product], "kind": kind}
        if state.began_at and not before.began_at:
            told.append(UsageBegun(at=state.began_at, **about))
        # A thing that was opened is not at its end.
        if state.finished_at and not before.finished_at and kind != "opened":
            told.append(UsageFinished(at=state.finished_at, **about))
    Progress.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["node", "product", "kind"],
        update_fields=["progress", "first_at", "last_at", "began_at", "finished_at"],
    )  # fmt: skip
    publish(*told)


def _kept(nodes: set[UUID]) -> list[Progress]:
    return list(Progress.objects.filter(node_id__in=nodes))


def _state(row: Progress) -> State:
    return State(
        progress=row.progress, first_at=row.first_at, last_at=row.last_at, began_at=row.began_at,
        finished_at=row.finished_at,
    )  # fmt: skip


def _row(row: Progress | None, node: UUID, product: UUID, kind: str, state: State) -> Progress:
    made = row or Progress(node_id=node, product_id=product, kind=kind)
    made.progress, made.began_at, made.finished_at = state.progress, state.began_at, state.finished_at
    made.first_at, made.last_at = state.first_at or made.first_at, state.last_at or made.last_at
    return made


def _products(said: Iterable[Said]) -> dict[str, Product]:
    """Find them by SKU or code; who names a product by the SKU of a variant is understood, too."""
    keys = {one.key for one in said}
    words = {key[2:] for key in keys}
    variants = {one.sku: one.product for one in Variant.objects.filter(sku__in=words).select_related("product")}
    codes = {one.code: one for one in Product.objects.filter(code__in=words)}
    by_start = {"s": variants, "p": variants | codes}
    return {key: product for key in keys if (product := by_start[key[0]].get(key[2:])) is not None}


def _entry(record: UsageRecord, product: Product) -> timeline.EntryRecord:
    said = record.said
    words = "\0".join((str(record.node_id), product.code, said.kind, f"{said.progress:g}", record.at.isoformat()))
    props: dict[str, object] = {
        "product_id": product.code, "name": product.name, "kind": said.kind, "progress": said.progress,
    }  # fmt: skip
    return timeline.EntryRecord(
        message_id=f"usage:{hashlib.blake2b(words.encode(), digest_size=16).hexdigest()}", name=rules.NAME,
        node_id=record.node_id, at=record.at, props=props | ({"sku": said.sku} if said.sku else {}),
    )  # fmt: skip


def _lock() -> None:
    """One writer at a time: the API and the reader would else carry the same state on twice, and tell it twice."""
    bulk.rows("SELECT pg_advisory_xact_lock(7461031)")


_PAGE = "SELECT max(seq), count(*) FROM (SELECT seq FROM timeline_entry WHERE seq > %s ORDER BY seq LIMIT %s) page"
_NEXT = "SELECT node_id, at, props FROM timeline_entry WHERE seq > %s AND seq <= %s AND name = %s ORDER BY seq"
