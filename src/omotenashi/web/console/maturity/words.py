# SPDX-License-Identifier: Apache-2.0
"""The questions, what the record says to them, and what cures a no: each with the page that does it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from omotenashi.insight.maturity.stages import CROSS, MULTI, OMNI, SINGLE


@dataclass(frozen=True, slots=True)
class Words:
    """A question as asked. `says` takes `n`; `cure` is done on the page `url_name`."""

    question: str | Promise
    says: str | Promise
    cure: str | Promise
    url_name: str


STAGES: Mapping[str, tuple[str | Promise, str | Promise]] = {
    SINGLE: (_("Single channel"), _("Customers meet you in one place.")),
    MULTI: (_("Multichannel"), _("Several channels stand side by side; each knows a fragment.")),
    CROSS: (_("Cross-channel"), _("The data of the channels are linked; the service is not yet.")),
    OMNI: (_("Omnichannel"), _("One customer, one stock, one points wallet, wherever they are.")),
}

QUESTIONS: Mapping[str, Words] = {
    "channels": Words(
        _("Do you sell in two or more channels?"), _("%(n)s kinds of channels with orders in the last 90 days"),
        _("Connect the other shop or EC: its orders as a file or by the API."), "console:imports",
    ),
    "reach": Words(
        _("Can you write to customers in more than one way?"), _("%(n)s kinds of addresses are known (mail, mobile, LINE)"),
        _("Switch on LINE or SMS and invite customers to link it."), "console:sending-channels",
    ),
    "assortment": Words(
        _("Are the same goods sold on the web and in shops?"), _("%(n)s%% of the goods sold were sold in more than one channel"),
        _("Bring the codes of goods together: one product master for all channels."), "console:products",
    ),
    "daily": Words(
        _("Do the sales of every channel arrive at least weekly?"), _("%(n)s%% of the channels sold in the last seven days"),
        _("Look which source fell silent, and connect it."), "console:sources",
    ),
    "person": Words(
        _("Do you know who buys at the till?"), _("%(n)s%% of the sales at tills carry a customer"),
        _("Ask for the member's code at the till; invite with points."), "console:points",
    ),
    "stock": Words(
        _("Is the stock of all places seen as one?"), _("%(n)s places keep their stock here"),
        _("Count or import the stock of the shops and the warehouse."), "console:stock",
    ),
    "behaviour": Words(
        _("Do you see what known customers look at on the site?"), _("%(n)s customers looked at goods in the last 90 days"),
        _("Put the tag on the site; it links what was looked at to the person."), "console:sources",
    ),
    "consent": Words(
        _("Is what customers allow kept in one place?"), _("%(n)s%% of the addresses have a consent or a refusal"),
        _("Bring in the consents you hold, each with its proof."), "console:consents",
    ),
    "points": Words(
        _("Are points good on the web and in shops alike?"), _("Of shop and web, points were used in %(n)s"),
        _("Let points be used in every channel. This is the turning point."), "console:points",
    ),
    "pickup": Words(
        _("Can goods ordered on the web be fetched in a shop?"), _("%(n)s orders were fetched in a shop in the last 90 days"),
        _("Offer pick-up in shops, and show the stock of shops on the web."), "console:sourcing",
    ),
    "across": Words(
        _("Do customers go back and forth between channels?"), _("%(n)s%% of the customers bought in more than one channel"),
        _("Lead one-channel customers to the other: a scenario does it."), "console:journeys",
    ),
    "goals": Words(
        _("Are shops judged by what their customers are worth everywhere?"), _("%(n)s%% of the shops have a goal for their customers' LTV"),
        _("Set a goal of LTV beside the goal of sales."), "console:goals",
    ),
}  # fmt: skip
