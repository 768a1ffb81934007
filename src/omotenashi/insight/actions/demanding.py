# SPDX-License-Identifier: Apache-2.0
"""Foretell demand and keep what to order; take proposals up as transfers; say on which terms places are supplied."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.actions.transfers import Sending
from omotenashi.insight import queries, supply
from omotenashi.insight.actions.nights import Nightly, Tick, finish
from omotenashi.insight.models import DemandForecast, DemandModel, SupplyTerms

if TYPE_CHECKING:
    from omotenashi.insight.demand.nightly import Night


def _foretell(run: DemandModel, tick: Tick, now: datetime) -> None:
    """A record that carries no forecast keeps its reason and leaves no proposals."""
    _keep(run, _night(tick, now=now))


NIGHT = Nightly(DemandModel, "insight.demand", _foretell)


def compared_demand(*, now: datetime) -> dict[str, Any]:
    """Compare the methods on the retailer's own sales and propose, as every measure answers. Keeps nothing."""
    found = _night(lambda *_how_far: None, now=now)
    told = found.told()
    rows = [{"method": name, **marks} for name, marks in told.pop("methods", {}).items()]
    return {
        "measure": "demand", "params": {}, "answers": not found.refused, "population": told, "rows": rows,
        "as_of": found.as_of.isoformat(),
    }  # fmt: skip


@transaction.atomic
def take_up(proposal_ids: Sequence[UUID], *, actor: str = "", now: datetime) -> list[UUID]:
    """Plan transfers of what was proposed, one for each pair of places; give their ids.

    What was taken up already, or what the source cannot give, is left out: asked twice, nothing happens twice.
    """
    wanted = DemandForecast.objects.select_for_update().filter(
        pk__in=list(proposal_ids), accepted_at=None, quantity__gt=0, source_id__isnull=False
    )
    ways: dict[tuple[UUID, UUID], list[DemandForecast]] = {}
    for one in wanted.order_by("id"):
        assert one.source_id is not None  # noqa: S101  # the filter says so
        ways.setdefault((one.source_id, one.location_id), []).append(one)
    made = []
    for (source, destination), rows in sorted(ways.items()):
        made.append(
            stock.transfers.draft(
                [Sending(variant_id=one.variant_id, quantity=one.quantity) for one in rows],
                source_id=source,
                destination_id=destination,
                key=f"demand:{rows[0].pk}",
                actor=actor,
                now=now,
            )
        )
        DemandForecast.objects.filter(pk__in=[one.pk for one in rows]).update(accepted_at=now, transfer_id=made[-1])
    return made


def set_supply_terms(
    location_id: UUID, *, lead_days: int, review_days: int, service: int, by: str = "", now: datetime
) -> None:
    """Say how a place is supplied. It holds from the next night on."""
    said = {"lead_days": lead_days, "review_days": review_days, "service": service, "set_by": by, "set_at": now}
    SupplyTerms.objects.update_or_create(location_id=location_id, defaults=said)


def forget_supply_terms(location_id: UUID) -> None:
    """Let a place be supplied as usual again."""
    SupplyTerms.objects.filter(pk=location_id).delete()


def _night(tick: Tick, *, now: datetime) -> "Night":
    # scipy takes a while to load, and no page needs it.
    from omotenashi.insight.demand import nightly

    day = supply.first_day_not_known(day=queries.day_of_asking(now=now), last_day=queries.span()[1], now=now)
    sold = supply.sales_until(day)
    return nightly.night(sold, shelf=supply.shelf(first=sold.first, until=day), as_of=day, tick=tick)


def _keep(run: DemandModel, night: "Night") -> None:
    from omotenashi.insight.demand.nightly import COLUMNS

    with transaction.atomic():
        bulk.stage("stage_demand", COLUMNS, night.rows())
        bulk.run("DELETE FROM insight_demandforecast")
        series = bulk.run(_WRITE, [run.version, night.as_of])
        proposed = DemandForecast.objects.filter(wanted__gt=0).count()
        figures = {"series": series, "proposals": proposed, "refused": night.refused, "as_of": night.as_of}
        finish(run, told=night.told(), **figures)


_WRITE = """
INSERT INTO insight_demandforecast (id, version, variant_id, location_id, source_id, kind, method, weeks, spread, free,
  coming, held, lead_days, review_days, service, expected, reorder_point, target, wanted, quantity, risk, missing, at_stake,
  out_on, sold_28, out_days, as_of)
SELECT gen_random_uuid(), %s, v.id, l.id, f.id, s.kind, s.method, s.weeks, s.spread, s.free, s.coming, s.held, s.lead_days,
  s.review_days, s.service, s.expected, s.reorder_point, s.target, s.wanted, s.quantity, s.risk, s.missing,
  round(s.missing * coalesce(v.price, 0))::bigint, s.out_on, s.sold_28, s.out_days, %s
FROM stage_demand s JOIN catalogue_variant v ON v.sku = s.sku JOIN locations_location l ON l.code = s.place
LEFT JOIN locations_location f ON f.code = s.source AND s.source <> ''
"""
