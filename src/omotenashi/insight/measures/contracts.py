# SPDX-License-Identifier: Apache-2.0
"""Contracts (定期) as the measures of them begin: chosen by the filters, with their customer, group and deliveries so far."""

from dataclasses import dataclass
from typing import ClassVar, Literal

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells, media_groups
from omotenashi.insight.measures.params import Common, option
from omotenashi.insight.measures.purchases import in_period
from omotenashi.insight.measures.words import N_

type ByContract = Literal["none", "medium", "advertiser", "media_group", "product", "channel", "month"]


@dataclass(frozen=True, kw_only=True)
class ContractParams(Common):
    """What contracts are divided by. ``media_groups`` are the shop's own names of media or of who carried them."""

    heeds: ClassVar[tuple[str, ...]] = ("as_of", "start", "end", "channel", "medium", "product")

    by: ByContract = option("none", N_("Split by"))
    media_groups: tuple[str, ...] = option(
        (),
        N_("Groups of media"),
        help_text=N_("Example: TV=Television, FL02=Leaflets. The rest stays with its advertiser."),
    )

    def __post_init__(self) -> None:
        media_groups.named(self.media_groups)


def contracts(tables: Tables, params: ContractParams, *, by_day: str) -> ir.Table:
    """Contracts whose `by_day` (began or ended) lies in the period, as `day`, with person (null for nobody's), group, shipped.

    `params` has channel, medium and product, and `by`: none, month (of that day), the medium, its advertiser or its group,
    or a column of contracts.
    """
    found = tables.subscriptions.rename(day=by_day)
    found = in_period(found.filter(found.day <= params.as_of), params)
    for name in ("channel", "medium", "product"):
        if values := getattr(params, name):
            found = found.filter(found[name].isin(values))
    sent = tables.deliveries.filter(tables.deliveries.day <= params.as_of)
    sent = sent.group_by("subscription").agg(shipped=sent.cycle.max())
    made = found.left_join(sent, "subscription").drop("subscription_right")
    made = made.left_join(tables.nodes.select("node", "person"), "node").drop("node_right")
    return made.mutate(group=_group(made, params), shipped=made.shipped.fill_null(0))


def _group(made: ir.Table, params: ContractParams) -> ir.StringValue:
    if params.by == "none":
        return ibis.literal("")
    if params.by == "month":
        return cells.month(made.day)
    if params.by == "advertiser":
        return media_groups.advertiser(made.medium)
    if params.by == "media_group":
        return media_groups.own_group(made.medium, media_groups.named(params.media_groups))
    return made[params.by].fill_null("")
