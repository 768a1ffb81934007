# SPDX-License-Identifier: Apache-2.0
"""How journeys read: states, events, steps as sentences, and what stands in the way of publishing."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from omotenashi.engagement.journeys.queries import DRAW, BadGraph, Graph, Step

STATES: Mapping[str, tuple[str, str | Promise]] = {
    "draft": ("quiet", pgettext_lazy("journey", "Draft")),
    "live": ("good", pgettext_lazy("journey", "Live")),
    "closing": ("info", gettext_lazy("Ending")),
    "paused": ("warn", gettext_lazy("Paused")),
    "archived": ("quiet", gettext_lazy("Archived")),
}
EVENTS: Mapping[str, str | Promise] = {
    "orders.OrderPlaced": gettext_lazy("buys anything, anywhere"),
    "orders.OrderCompleted": gettext_lazy("has received an order"),
    "checkout.BasketAbandoned": gettext_lazy("leaves a basket"),
    "catalogue.WishAdded": gettext_lazy("puts something on the wish list"),
    "catalogue.RestockAsked": gettext_lazy("waits for goods to return"),
    "customers.CustomerRegistered": gettext_lazy("becomes known to us"),
    "customers.LineLinked": gettext_lazy("takes a member card on LINE"),
    "fulfilment.PickupReady": gettext_lazy("has an order ready at the counter"),
    "fulfilment.HandedOver": gettext_lazy("collects an order"),
    "fulfilment.Delivered": gettext_lazy("gets a parcel"),
    "loyalty.TierChanged": gettext_lazy("moves to another rank"),
    "loyalty.CouponRedeemed": gettext_lazy("uses a coupon"),
    "messaging.MessageClicked": gettext_lazy("follows a link of a message"),
    "reviews.ReviewWritten": gettext_lazy("writes a review"),
}
KINDS: Mapping[str, tuple[str, str | Promise]] = {
    "send": ("mail", gettext_lazy("Send a message")),
    "wait": ("clock", gettext_lazy("Wait")),
    "until": ("calendar", gettext_lazy("Wait for an hour")),
    "wait_event": ("flag", gettext_lazy("Wait for something to happen")),
    "split": ("tree", gettext_lazy("Split by a condition")),
    "random": ("merge", gettext_lazy("A/B test")),
    "points": ("tag", gettext_lazy("Give points")),
    "end": ("check", gettext_lazy("End")),
}
BRANCHES: Mapping[str, str | Promise] = {
    "yes": pgettext_lazy("branch", "Yes"),
    "no": pgettext_lazy("branch", "No"),
    "event": gettext_lazy("It happened"),
    "timeout": gettext_lazy("It did not"),
    "a": "A",
    "b": "B",
    "next": "",
}
OUTCOMES: Mapping[str, str | Promise] = {
    "": gettext_lazy("On the way"),
    "end": gettext_lazy("Came to the end"),
    "goal": gettext_lazy("Reached the goal"),
    "exit": gettext_lazy("Left by themselves"),
    "waiting": gettext_lazy("Would still be waiting"),
    "archived": gettext_lazy("Ended with the scenario"),
    "erased": gettext_lazy("Erased"),
}


def event(name: str) -> str:
    """Name something that happens."""
    return str(EVENTS.get(name, name))


def entry(graph: Graph, *, segments: Mapping[str, str]) -> str:
    """Say how people come in."""
    said = graph.entry
    match said.get("kind"):
        case "event":
            return _("Somebody %(does)s") % {"does": event(str(said.get("event", "")))}
        case "segment":
            return _("Somebody comes into “%(segment)s”") % {"segment": segments.get(str(said.get("segment")), "—")}
        case "list":
            return _("Everybody in “%(segment)s”, once") % {"segment": segments.get(str(said.get("segment")), "—")}
        case "api":
            return _("A call of the API")
        case _:
            return _("Not chosen yet")


def step(one: Step, *, letters: Mapping[str, str], segments: Mapping[str, str]) -> str:
    """Say what a step does."""
    match one.kind:
        case "send":
            return letters.get(str(one["template"]), _("No message chosen yet"))
        case "wait":
            return duration(one)
        case "until":
            return _("until it is %(clock)s") % {"clock": one["at"]}
        case "wait_event":
            return _("until somebody %(does)s, at most %(time)s") % {
                "does": event(str(one["on"])),
                "time": duration(one),
            }
        case "split":
            return condition(one, segments=segments)
        case "random":
            return _("A %(a)s%% / B %(b)s%%") % {
                "a": int(one["share"] or 0) * 100 // DRAW,
                "b": 100 - int(one["share"] or 0) * 100 // DRAW,
            }
        case "points":
            return ngettext("%(n)s point", "%(n)s points", int(one["points"] or 0)) % {"n": one["points"]}
        case _:
            return ""


def condition(one: Step, *, segments: Mapping[str, str]) -> str:
    """Say what a split asks."""
    asked = {
        "segment": _("Is in “%(segment)s”") % {"segment": segments.get(str(one["segment"]), "—")},
        "bought": _("Has bought since coming in"),
        "first_order": _("It was the first purchase"),
        "clicked": _("Has followed a link of this scenario"),
    }
    return asked.get(str(one["what"]), "")


def duration(one: Step) -> str:
    """Say how long a step waits."""
    days, hours, minutes = (int(one[part] or 0) for part in ("days", "hours", "minutes"))
    parts = [
        ngettext("%(n)s day", "%(n)s days", days) % {"n": days} if days else "",
        ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours} if hours else "",
        ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes} if minutes else "",
    ]
    return " ".join(part for part in parts if part) or "—"


def trouble(wrong: BadGraph) -> str:
    """Say why a drawing cannot live."""
    said: dict[str, Any] = {
        "entry": _("Choose how people come in."),
        "first": _("There is no step yet. Add one."),
        "send": _("A step has no message. Choose one."),
        "unpublished": _("A message of this scenario was not published yet. Open it and publish it."),
        "wait": _("Say how long a step waits: a minute to two years."),
        "wait_event": _("Say what a step waits for, and how long at most."),
        "until": _("Say until which hour a step waits."),
        "split": _("Say what a split asks."),
        "random": _("Both sides of an A/B test need somebody."),
        "points": _("Say how many points are given."),
        "unreachable": _("A step is not reached by any way."),
        "circle": _("The way leads in a circle."),
        "astray": _("A way leads to a step that is gone."),
        "control": _("At most half may be kept apart."),
    }
    return str(said.get(wrong.reason, _("This scenario cannot be published yet.")))
