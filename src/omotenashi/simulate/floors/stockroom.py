# SPDX-License-Identifier: Apache-2.0
"""Goods that are sent between places, and shelves that are counted: blind, with differences that a second person checks."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from omotenashi.commerce.stock.actions import rounds, transfers
from omotenashi.commerce.stock.actions.transfers import Arrived, Sending
from omotenashi.commerce.stock.models import CountLine, StockLevel, TransferLine
from omotenashi.simulate.floors.stage import WAREHOUSE, Stage, Story


def refill(stage: Stage, shop: str, at: datetime, *, name: str, stop: str = "") -> Story:
    """Send goods from the warehouse to a shop; a piece of them may break or be lost. `stop`: as far as this step."""
    rng = stage.rng(name)
    yield at
    asked = [(variant, int(rng.integers(2, 6))) for variant in stage.goods(rng, 5)]
    free = _free(stage.places[WAREHOUSE], [variant for variant, _ in asked])
    lines = [Sending(variant_id=v, quantity=min(n, free.get(v, 0))) for v, n in asked if free.get(v, 0) > 0]
    made = transfers.draft(
        lines, source_id=stage.places[WAREHOUSE], destination_id=stage.places[shop], key=name, actor="demo", now=at
    )
    if stop == "draft":
        return
    transfers.ready(made, now=at + timedelta(minutes=25))
    if stop == "ready":
        return
    yield (at := at + timedelta(hours=3))
    transfers.send(made, actor="demo", now=at)
    if stop == "send":
        return
    yield (at := at + timedelta(hours=21))
    came = [(line.pk, line.sent) for line in TransferLine.objects.filter(transfer_id=made).order_by("id")]
    if stop == "receive":
        some = [Arrived(line_id=key, received=sent) for key, sent in came[: len(came) // 2]]
        transfers.receive(made, some, key=f"{name}:1", actor="demo", now=at)
        return
    broken, lost = rng.random() < 0.4, rng.random() < 0.3
    told = [
        Arrived(line_id=key, received=sent - (broken and not n) - (lost and n == 1), damaged=int(broken and not n))
        for n, (key, sent) in enumerate(came)
    ]
    transfers.receive(made, told, key=f"{name}:all", is_last=True, actor="demo", now=at)


def count(stage: Stage, shop: str, at: datetime, *, name: str, stop: str = "") -> Story:
    """Count some shelves of a shop; `stop`: while it is being counted, or while somebody has to look again."""
    rng = stage.rng(name)
    yield at
    variants = stage.goods(rng, 12)
    made = rounds.open_round(
        location_id=stage.places[shop], variant_ids=variants, name="定期棚卸", key=name, actor="demo", now=at
    )
    book = dict(CountLine.objects.filter(round_id=made).values_list("variant_id", "expected_at_freeze"))
    off = dict(zip(sorted(book), rng.choice([0, 0, 0, 0, -1, 1, -4], size=len(book)).tolist(), strict=True))
    found = {variant: max(0, expected + off[variant]) for variant, expected in book.items()}
    yield (at := at + timedelta(minutes=20))
    if stop == "counting":
        rounds.enter(made, dict(list(found.items())[:5]), by="demo:1", now=at)
        return
    if CountLine.objects.filter(round_id=made, round__state="posted").exists():
        return
    rounds.enter(made, found, by="demo:1", now=at)
    if stop != "review":
        rounds.enter(made, {variant: found[variant] for variant in sorted(found)}, by="demo:2", now=at)
    rounds.review(made, now=at + timedelta(minutes=5))
    if stop != "review":
        rounds.post(made, actor="demo:2", now=at + timedelta(minutes=15))


def _free(place: UUID, variants: Collection[UUID]) -> dict[UUID, int]:
    levels = StockLevel.objects.filter(location_id=place, variant_id__in=variants)
    return {level.variant_id: level.on_hand - level.reserved - level.allocated for level in levels}
