# SPDX-License-Identifier: Apache-2.0
"""Every page of the office, by area."""

from django.urls import include, path
from django.views.generic import RedirectView

app_name = "console"
urlpatterns = [
    path("", include("omotenashi.web.console.home.urls")),
    path("customers/", include("omotenashi.web.console.customers.urls")),
    path("segments/", include("omotenashi.web.console.segments.urls")),
    path("datamap/", include("omotenashi.web.console.datamap.urls")),
    path("figures/ltv-forecast/", include("omotenashi.web.console.forecasts.urls")),
    path("figures/recommend/", include("omotenashi.web.console.recommending.urls")),
    path("figures/explore/", include("omotenashi.web.console.explore.urls")),
    path("figures/effect/", include("omotenashi.web.console.effects.urls")),
    path("figures/unmet/", include("omotenashi.web.console.demand.unmet_urls")),
    path("figures/demand/", RedirectView.as_view(pattern_name="console:demand")),
    path("figures/", include("omotenashi.web.console.figures.urls")),
    path("reports/", include("omotenashi.web.console.reports.urls")),
    path("orders/", include("omotenashi.web.console.orders.urls")),
    path("fulfilment/", include("omotenashi.web.console.fulfilment.urls")),
    path("returns/", include("omotenashi.web.console.returns.urls")),
    path("", include("omotenashi.web.console.payments.urls")),
    path("stock/", include("omotenashi.web.console.stock.urls")),
    path("demand/", include("omotenashi.web.console.demand.urls")),
    path("products/", include("omotenashi.web.console.products.urls")),
    path("reviews/", include("omotenashi.web.console.reviews.urls")),
    path("promotions/", include("omotenashi.web.console.promotions.urls")),
    path("journeys/", include("omotenashi.web.console.journeys.urls")),
    path("messages/", include("omotenashi.web.console.messages.urls")),
    path("points/", include("omotenashi.web.console.points.urls")),
    path("tills/", include("omotenashi.web.console.tills.urls")),
    path("credits/", include("omotenashi.web.console.credits.urls")),
    path("sourcing/", include("omotenashi.web.console.sourcing.urls")),
    path("invariants/", include("omotenashi.web.console.invariants.urls")),
    path("", include("omotenashi.web.console.service.urls")),
    path("shops/", include("omotenashi.web.console.locations.urls")),
    path("membership/", include("omotenashi.web.console.membership.urls")),
    path("consents/", include("omotenashi.web.console.consents.urls")),
    path("requests/", include("omotenashi.web.console.requests.urls")),
    path("imports/", include("omotenashi.web.console.imports.urls")),
    path("settings/sources/", include("omotenashi.web.console.sources.urls")),
    path("matching/", include("omotenashi.web.console.matching.urls")),
    path("settings/sending/", include("omotenashi.web.console.messages.rules_urls")),
    path("settings/", include("omotenashi.web.console.settings.urls")),
    path("search/", include("omotenashi.web.console.search.urls")),
    path("components/", include("omotenashi.web.console.components.urls")),
]
