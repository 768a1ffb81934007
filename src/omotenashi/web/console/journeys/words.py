# SPDX-License-Identifier: Apache-2.0
"""How journeys read: states, events, steps as sentences, and what stands in the way of publishing."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Journey
from omotenashi.engagement.journeys.queries import BadGraph, Graph, Step
from omotenashi.web.console.journeys import cycle_words, step_words

STATES: Mapping[str, tuple[str, str | Promise]] = {
    "draft": ("quiet", pgettext_lazy("journey", "Draft")),
    "live": ("good", pgettext_lazy("journey", "Live")),
    "closing": ("info", gettext_lazy("Ending")),
    "paused": ("warn", gettext_lazy("Paused")),
    "archived": ("quiet", gettext_lazy("Archived")),
}
# What admits nobody any more, and from which everybody has gone.
_OVER = ("quiet", gettext_lazy("Over"))
_GOING = ("info", gettext_lazy("Still sending"))
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
    "fulfilment.NotCollected": gettext_lazy("lets the time to collect pass"),
    "catalogue.BackInStock": gettext_lazy("can have again what they waited for"),
    "catalogue.PriceDropped": gettext_lazy("gets a lower price for what they wished for"),
    "orders.SubscriptionDelivered": gettext_lazy("gets the goods of a subscription"),
    "orders.SubscriptionCancelled": gettext_lazy("cancels a subscription"),
    "loyalty.TierChanged": gettext_lazy("moves to another rank"),
    "loyalty.CouponRedeemed": gettext_lazy("uses a coupon"),
    "messaging.MessageClicked": gettext_lazy("follows a link of a message"),
    "reviews.ReviewWritten": gettext_lazy("writes a review"),
    "usage.UsageBegun": gettext_lazy("begins to use what they bought"),
    "usage.UsageFinished": gettext_lazy("has read or used something to the end"),
}
KINDS: Mapping[str, tuple[str, str | Promise]] = {
    "send": ("mail", gettext_lazy("Send a message")),
    "wait": ("clock", gettext_lazy("Wait")),
    "until": ("calendar", gettext_lazy("Wait for an hour")),
    "wait_event": ("bell", gettext_lazy("Wait for something to happen")),
    "split": ("tree", gettext_lazy("Split by a condition")),
    "random": ("merge", gettext_lazy("A/B test")),
    "points": ("plus", gettext_lazy("Give points")),
    "coupon": ("receipt", gettext_lazy("Give a coupon")),
    "journey": ("flag", gettext_lazy("Begin another scenario")),
    "end": ("check", gettext_lazy("End")),
    **step_words.KINDS,
}
BRANCHES: Mapping[str, str | Promise] = {
    "yes": pgettext_lazy("branch", "Yes"),
    "no": pgettext_lazy("branch", "No"),
    "event": gettext_lazy("It happened"),
    "timeout": gettext_lazy("It did not"),
    "next": "",
    **step_words.BRANCHES,
}
ENTRIES: Mapping[str, str | Promise] = {
    "event": gettext_lazy("Whoever does something"),
    "segment": gettext_lazy("Whoever comes into a segment"),
    "date": gettext_lazy("By a day of theirs"),
    "list": gettext_lazy("Everybody in a segment, once or by turns"),
    "api": gettext_lazy("A call of the API"),
}
DATES: Mapping[str, str | Promise] = {
    "birthday": gettext_lazy("Birthday"),
    "anniversary": gettext_lazy("A day that staff noted"),
    "points": gettext_lazy("Points expire"),
    "last_order": gettext_lazy("Last purchase"),
}
CONDITIONS: Mapping[str, str | Promise] = {
    "bought": gettext_lazy("Has bought since coming in"),
    "first_order": gettext_lazy("It was the first purchase"),
    "clicked": gettext_lazy("Has followed a link of this scenario"),
    "segment": gettext_lazy("Is in the segment"),
    "tag": gettext_lazy("Carries the tag"),
}
# What an entry by an event asks of the event, where it is one that we named.
NARROWED: Mapping[tuple[str, str], str | Promise] = {
    ("channel", "POS"): gettext_lazy("only in shops"),
    ("channel", "EC"): gettext_lazy("only on the web"),
}
OUTCOMES: Mapping[str, str | Promise] = {
    "": gettext_lazy("On the way"),
    "end": gettext_lazy("Came to the end"),
    "goal": gettext_lazy("Reached the goal"),
    "exit": gettext_lazy("Left by themselves"),
    "waiting": gettext_lazy("Would still be waiting"),
    "moved": gettext_lazy("Their day changed"),
    "archived": gettext_lazy("Ended with the scenario"),
    "erased": gettext_lazy("Erased"),
}


def state(journey: Journey, *, live: int, waiting: int = 0) -> tuple[str, str | Promise]:
    """Give colour and name of where a journey stands; `live`: how many are on their way, `waiting`: messages that still go."""
    if journey.state == "closing" and journey.admitted_at and not live:
        return _GOING if waiting else _OVER
    return STATES[journey.state]


def event(name: str) -> str:
    """Name something that happens."""
    if noted := queries.shown(name):
        return _("is noted by a scenario as “%(name)s”") % {"name": noted}
    return str(EVENTS.get(name, name))


def entry(graph: Graph, *, segments: Mapping[str, str]) -> str:
    """Say how people come in."""
    said = graph.entry
    match said.get("kind"):
        case "event":
            return _("Somebody %(does)s") % {"does": event(str(said.get("event", "")))}
        case "segment":
            return _("Somebody comes into “%(segment)s”") % {"segment": segments.get(str(said.get("segment")), "—")}
        case "list" if graph.recurs:
            return _("Everybody in “%(segment)s”, by turns") % {"segment": segments.get(str(said.get("segment")), "—")}
        case "list":
            return _("Everybody in “%(segment)s”, once") % {"segment": segments.get(str(said.get("segment")), "—")}
        case "date":
            return day(said)
        case "api":
            return _("A call of the API")
        case _:
            return _("Not chosen yet")


def entry_note(graph: Graph) -> str:
    """Say what else must be so for somebody to come in."""
    where = (graph.entry.get("where") or {}).items()
    narrowed = [str(NARROWED.get((name, str(value)), f"{name} = {value}")) for name, value in where]
    least = [_("from %(n)s points") % {"n": graph.entry["least"]}] if graph.entry.get("least") else []
    if graph.entry.get("kind") == "list":
        by_clock = _("each by their own clock") if graph.entry.get("at") and graph.entry.get("own_time") else ""
        return cycle_words.note(graph) if graph.recurs else by_clock
    again = _("again after %(n)s days") % {"n": graph.again_days} if graph.again_days is not None else _("once only")
    leaves = {"exit": _("ends for who leaves it again"), "goal": _("leaving it is the goal")}
    all_of_it = [_("also who is in it now")] if graph.takes_all else []
    left = [leaves[graph.leaving]] if graph.leaving in leaves else []
    return " · ".join([*narrowed, *all_of_it, *least, again, *left])


def day(said: Mapping[str, Any]) -> str:
    """Say on which day of somebody they come in."""
    what, days = str(DATES.get(str(said.get("what", "")), _("Not chosen yet"))), int(said.get("days") or 0)
    if days < 0:
        return ngettext("%(what)s: %(n)s day before", "%(what)s: %(n)s days before", -days) % {"what": what, "n": -days}
    if days:
        return ngettext("%(what)s: %(n)s day after", "%(what)s: %(n)s days after", days) % {"what": what, "n": days}
    return _("%(what)s: on the day") % {"what": what}


def step(one: Step, *, names: Mapping[str, Mapping[str, str]]) -> str:
    """Say in a sentence what a step does."""
    match one.kind:
        case "send":
            letter = names["letters"].get(str(one["template"]))
            return _("Send “%(name)s”") % {"name": letter} if letter else _("No message chosen yet")
        case "wait":
            return _("Wait %(time)s") % {"time": duration(one)}
        case "wait_event":
            told = {"does": event(str(one["on"])), "time": duration(one)}
            return _("until somebody %(does)s, at most %(time)s") % told
        case "split":
            return condition(one, segments=names["segments"])
        case "points":
            points = _number(one["points"])
            return ngettext("Give %(n)s point", "Give %(n)s points", points) % {"n": points}
        case _:
            return _given(one, names)


def note(one: Step) -> str:
    """Say under which conditions a message goes, and how long a gift lasts."""
    if one.kind == "send":
        asked = [
            ("unless_bought", _("not to who bought meanwhile")), ("in_stock", _("only while in stock")),
            ("at_price", _("only at this price")),
        ]  # fmt: skip
        said = [text for name, text in asked if one[name]]
        return " · ".join(filter(None, [step_words.note(one, duration=""), *said]))
    if one["anew"]:
        return _("anew when somebody %(does)s") % {"does": event(str(one["anew"]))}
    if one.kind in ("points", "coupon") and one["expires_days"]:
        days = _number(one["expires_days"])
        return ngettext("valid for %(n)s day", "valid for %(n)s days", days) % {"n": days}
    return step_words.note(one, duration=duration(one))


def branch(kind: str, key: str) -> str:
    """Name a branch that every step of a kind has."""
    return str(step_words.OWN_BRANCHES.get((kind, key)) or BRANCHES.get(key, key))


def branches(one: Step, *, names: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Name the branches that somebody drew."""
    asked = [_asked(case, number, names) for number, case in enumerate(one.cases)]
    return {str(case["key"]): said for case, said in zip(one.cases, asked, strict=True)}


def _asked(case: Step, number: int, names: Mapping[str, Mapping[str, str]]) -> str:
    if case.kind == "random":
        return step_words.share(case, number)
    if case["name"]:
        return str(case["name"])
    return condition(case, segments=names["segments"]) if case.kind == "cases" else event(str(case["on"] or "—"))


def _given(one: Step, names: Mapping[str, Mapping[str, str]]) -> str:
    match one.kind:
        case "coupon":
            return names["coupons"].get(str(one["campaign"]), _("No coupon chosen yet"))
        case "journey":
            return names["journeys"].get(str(one["journey"]), _("No scenario chosen yet"))
        case _:
            asked = list(branches(one, names=names).values())
            return step_words.step(one, names=names, duration=duration(one), asked=asked)


def condition(one: Step, *, segments: Mapping[str, str]) -> str:
    """Say what a split asks."""
    if one["what"] == "segment":
        return _("Is in “%(segment)s”") % {"segment": segments.get(str(one["segment"]), "—")}
    if one["what"] == "tag":
        return _("Carries “%(tag)s”") % {"tag": one["tag"] or "—"}
    return str(CONDITIONS.get(str(one["what"]), ""))


def duration(one: Step) -> str:
    """Say how long a step waits."""
    days, hours, minutes = (_number(one[part]) for part in ("days", "hours", "minutes"))
    parts = [
        ngettext("%(n)s day", "%(n)s days", days) % {"n": days} if days else "",
        ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours} if hours else "",
        ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes} if minutes else "",
    ]
    return " ".join(part for part in parts if part) or "—"


def _number(value: Any) -> int:
    return int(value) if isinstance(value, int | float) else 0


def trouble(wrong: BadGraph) -> str:
    """Say why a drawing cannot live."""
    said: dict[str, Any] = {
        **_of_the_whole(),
        "send": _("A step has no message. Choose one."),
        "unpublished": _("A message of this scenario was not published yet. Open it and publish it."),
        "wait": _("Say how long a step waits: a minute to two years."),
        "wait_event": _("Say what a step waits for, and how long at most."),
        "wait_segment": _("Choose the segment that a step waits for, and how long at most."),
        "until": _("Say until which hour a step waits."),
        "split": _("Say what a split asks."),
        "random": _("Every arm of an A/B test needs somebody, and all shares together are 100%."),
        "until_day": _("Say for which day and hour a step waits."),
        "wait_any": _("Say what each way waits for, and how long at most."),
        "cases": _("Say what each way asks."),
        "rate": _("Say how many pass, and in what time."),
        "tag": _("Name a tag of at most 40 signs."),
        "profile": _("Say which field of the profile is set, and to a value that fits it."),
        "record": _("Say what is noted, in at most 60 signs."),
        "loop": _(
            "What this step does begins the scenario again, at once or by others. Change the name, the list or the entry."
        ),
        "list": _("Choose a list that is kept by hand."),
        "no_list": _("This list is gone, or follows conditions now. Choose another one."),
        "task": _("Say what is to be done."),
        "webhook": _("Choose which system is told."),
        "no_hook": _("The system that is told here was removed. Choose another one."),
        "points": _("Say how many points are given."),
        "coupon": _("Choose a coupon."),
        "journey": _("Choose which scenario begins."),
        "no_campaign": _("The campaign of a coupon is over. Choose another one."),
        "no_journey": _("The scenario that begins here is gone. Choose another one."),
    }
    return str(said.get(wrong.reason, _("This scenario cannot be published yet.")))


def _of_the_whole() -> dict[str, str]:
    """Say what concerns a drawing and not what a step does."""
    return {
        "entry": _("Choose how people come in."),
        "first": _("There is no step yet. Add one."),
        "approval": _("A message has to be approved by somebody else before it goes to so many. Open it and ask."),
        "quota": _("The quota of the month has no room for so many. Take fewer people or another channel first."),
        "every": _("Say on which days and at which hour people come in."),
        "date": _("Choose the day by which people come in."),
        "unreachable": _("A step is not reached by any way."),
        "circle": _("The way leads in a circle."),
        "astray": _("A way leads to a step that is gone."),
        "control": _("At most half may be kept apart."),
    }
