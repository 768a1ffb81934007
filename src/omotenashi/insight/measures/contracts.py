# SPDX-License-Identifier: Apache-2.0
"""Contracts (定期) as the measures of them begin: chosen by the filters, with their customer, group and deliveries so far."""

from typing import Any

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.purchases import in_period


def contracts(tables: Tables, params: Any, *, by_day: str) -> ir.Table:
    """Contracts whose `by_day` (began or ended) lies in the period, as `day`, with person (null for nobody's), group, shipped.

    `params` has channel, medium and product, and `by`: none, month (of that day) or a column of contracts.
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
    groups = {"none": ibis.literal(""), "month": cells.month(made.day)}
    group = groups[params.by] if params.by in groups else made[params.by].fill_null("")
    return made.mutate(group=group, shipped=made.shipped.fill_null(0))
