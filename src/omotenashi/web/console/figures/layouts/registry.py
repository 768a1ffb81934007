# SPDX-License-Identifier: Apache-2.0
"""Which measure has a layout of its own; all others take the generic one."""

from collections.abc import Callable

from omotenashi.web.console.figures.blocks import Block, Page
from omotenashi.web.console.figures.layouts import (
    channel,
    chosen,
    cohorts,
    completeness,
    explore,
    generic,
    interest,
    leaving,
    media,
    overview,
    portfolio,
    product,
    rank,
    reasons,
    repeat,
    shops,
    single,
    subscriptions,
    time,
    value,
    when,
    who,
    year,
)

_OWN: dict[str, Callable[[Page], list[Block]]] = {
    "f2": repeat.f2,
    "fn": repeat.fn,
    "churn": single.churn,
    "ltv": single.ltv,
    "flow": leaving.flow,
    "flow-profile": leaving.flow_profile,
    "interval": repeat.interval,
    "ltv-table": cohorts.ltv_table,
    "ltv-curve": cohorts.ltv_curve,
    "kpi-tree": value.kpi_tree,
    "decile": value.decile,
    "customers": value.one_by_one,
    "rfm": rank.rfm,
    "rfm-ranks": rank.ranks,
    "rfm-migration": rank.migration,
    "cross-use": channel.cross_use,
    "channel-flow": channel.flow,
    "sales": channel.sales,
    "year-on-year": year.year_on_year,
    "bought-along": shops.bought_along,
    "store-figures": shops.store_figures,
    "shared-credit": shops.shared_credit,
    "profile": overview.profile,
    "completeness": completeness.completeness,
    "basket": product.basket,
    "companions": chosen.companions,
    "lost-to": chosen.lost_to,
    "subscription": subscriptions.subscription,
    "purchase-reason": reasons.purchase_reason,
    "product-conversion": product.conversion,
    "first-product": product.first_product,
    "conversion-days": time.conversion_days,
    "purchase-time": when.purchase_time,
    "retention-table": time.retention,
    "cpm": portfolio.cpm,
    "cpm-months": portfolio.cpm_months,
    "attribution": media.attribution,
    "paths": media.paths,
    "funnel-channels": media.funnel,
    "media": media.media,
    "explore": explore.explore,
    "visitors": who.visitors,
    "buyers": who.buyers,
    "interest": interest.interest,
}


def blocks_of(page: Page) -> list[Block]:
    """The blocks of a page from top to bottom."""
    return _OWN.get(page.answer.measure.name, generic.layout)(page)
