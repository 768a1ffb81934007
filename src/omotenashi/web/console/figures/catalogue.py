# SPDX-License-Identifier: Apache-2.0
"""Which measures have a page, in the groups in which a retailer asks for them."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from omotenashi.insight.forecasts.registry import BY_NAME as FORECASTS
from omotenashi.insight.forecasts.registry import Forecast
from omotenashi.insight.measures import registry
from omotenashi.insight.measures.contract import Measure


@dataclass(frozen=True)
class Shelf:
    """A group of questions: its name, what it is for, and the measures that answer."""

    key: str
    label: str | Promise
    purpose: str | Promise
    names: tuple[str, ...]
    forecasts: tuple[str, ...] = ()

    @property
    def measures(self) -> list[Measure | Forecast]:
        """The measures of the group in reading order; what will be stands behind what was."""
        return [*(registry.find(name) for name in self.names), *(FORECASTS[name] for name in self.forecasts)]


SHELVES = (
    Shelf(
        "repeat",
        _("Repeat"),
        _("From the first purchase to the second, and on."),
        (
            "f2",
            "fn",
            "retention-table",
            "subscription",
            "subscription-ends",
            "flow",
            "flow-profile",
            "interval",
            "conversion-days",
            "churn",
        ),
    ),
    Shelf(
        "value",
        _("Value"),
        _("What a customer is worth, and whether it grows."),
        ("kpi-tree", "ltv-table", "ltv-curve", "ltv", "decile", "customers"),
        ("ltv-forecast",),
    ),
    Shelf(
        "who",
        _("Who, why, when"),
        _("Who looks, who buys, what led them here, and when they buy."),
        ("visitors", "buyers", "interest", "purchase-reason", "purchase-time"),
    ),
    Shelf(
        "product",
        _("Product"),
        _("What is bought together, first, and next."),
        ("basket", "companions", "product-conversion", "first-product", "lost-to"),
        ("recommend", "demand", "unmet"),
    ),
    Shelf(
        "rank",
        _("Rank"),
        _("Who is best, and who is about to leave."),
        ("rfm", "rfm-ranks", "rfm-migration", "cpm", "cpm-months"),
    ),
    Shelf(
        "media",
        _("Media and ways"),
        _("What led to a purchase, and what it cost."),
        ("attribution", "paths", "funnel-channels", "media"),
        ("effect",),
    ),
    Shelf(
        "channel",
        _("Channel"),
        _("Shops and EC together."),
        (
            "cross-use",
            "channel-flow",
            "sales",
            "year-on-year",
            "store-figures",
            "shop-customers",
            "bought-along",
            "shared-credit",
        ),
    ),
    Shelf(
        "overview",
        _("Overview"),
        _("What is in the record."),
        ("new-repeat", "profile", "completeness", "explore"),
    ),
)


def shelf_of(measure: Measure) -> Shelf | None:
    """The group a measure stands in; None for one that has no place yet."""
    return next((shelf for shelf in SHELVES if measure.name in shelf.names), None)


@dataclass(frozen=True)
class Start:
    """A question to begin with, and the list of people that answers it."""

    question: str
    leads: str
    href: str


def starts() -> tuple[Start, ...]:
    """What is asked first: each leads to people at once."""
    forecast, figure = reverse("console:ltv-forecast"), "console:figure"
    return (
        Start(
            gettext("Who will be worth most?"), gettext("Every customer with the value of the next 12 months"), forecast
        ),
        Start(
            gettext("Who is worth keeping and about to leave?"),
            gettext("Valuable, and probably no customer for long"),
            f"{forecast}?view=keep",
        ),
        Start(
            gettext("Who does not come a second time?"),
            gettext("One purchase after the other: who went on, who left"),
            reverse(figure, args=["flow"]),
        ),
        Start(
            gettext("Did a measure bring anything?"),
            gettext("Against a control group drawn by lot"),
            reverse("console:effects"),
        ),
    )
