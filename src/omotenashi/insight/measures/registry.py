# SPDX-License-Identifier: Apache-2.0
"""All measures, by name. The tuple is the order in which they are offered."""

import difflib

from omotenashi.insight.measures import (
    attribution,
    basket,
    bought_along,
    buyers,
    channel_flow,
    churn,
    companions,
    completeness,
    conversion_days,
    cpm,
    cpm_months,
    cross_use,
    customers,
    decile,
    f2,
    first_product,
    flow,
    flow_profile,
    fn,
    funnel,
    interest,
    interval,
    kpi_tree,
    lost_to,
    ltv,
    ltv_curve,
    ltv_table,
    media,
    new_repeat,
    paths,
    product_conversion,
    profile,
    purchase_reason,
    purchase_time,
    retention,
    rfm,
    rfm_migration,
    rfm_ranks,
    sales,
    shared_credit,
    shop_customers,
    store_figures,
    subscription,
    subscription_ends,
    visitors,
    year_on_year,
)
from omotenashi.insight.measures.contract import Measure
from omotenashi.insight.measures.explore import measure as explore
from omotenashi.insight.measures.words import N_, Phrase

MEASURES: tuple[Measure, ...] = (
    kpi_tree.MEASURE,
    sales.MEASURE,
    year_on_year.MEASURE,
    new_repeat.MEASURE,
    f2.MEASURE,
    fn.MEASURE,
    churn.MEASURE,
    flow.MEASURE,
    flow_profile.MEASURE,
    rfm.MEASURE,
    rfm_ranks.MEASURE,
    rfm_migration.MEASURE,
    decile.MEASURE,
    ltv.MEASURE,
    ltv_table.MEASURE,
    ltv_curve.MEASURE,
    cross_use.MEASURE,
    channel_flow.MEASURE,
    bought_along.MEASURE,
    store_figures.MEASURE,
    shared_credit.MEASURE,
    shop_customers.MEASURE,
    interval.MEASURE,
    retention.MEASURE,
    subscription.MEASURE,
    subscription_ends.MEASURE,
    conversion_days.MEASURE,
    basket.MEASURE,
    companions.MEASURE,
    product_conversion.MEASURE,
    first_product.MEASURE,
    lost_to.MEASURE,
    purchase_reason.MEASURE,
    interest.MEASURE,
    cpm.MEASURE,
    cpm_months.MEASURE,
    purchase_time.MEASURE,
    attribution.MEASURE,
    paths.MEASURE,
    funnel.MEASURE,
    media.MEASURE,
    visitors.MEASURE,
    buyers.MEASURE,
    customers.MEASURE,
    completeness.MEASURE,
    profile.MEASURE,
    explore.MEASURE,
)

_BY_NAME = {name: measure for measure in MEASURES for name in (measure.name, *measure.aliases)}


class UnknownMeasure(Exception):
    """There is no such measure; ``close`` names the nearest ones."""

    def __init__(self, name: str, close: list[str]) -> None:
        self.name, self.close = name, close
        self.phrase = Phrase(N_("“%(name)s” (near: %(close)s)"), {"name": name, "close": ", ".join(close) or "—"})
        super().__init__(str(self.phrase))


def find(name: str) -> Measure:
    """The measure of this name or alias. Raises UnknownMeasure."""
    try:
        return _BY_NAME[name]
    except KeyError:
        raise UnknownMeasure(name, difflib.get_close_matches(name, _BY_NAME)) from None
