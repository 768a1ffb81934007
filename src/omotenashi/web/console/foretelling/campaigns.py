# SPDX-License-Identifier: Apache-2.0
"""What a message or a scenario may bring, said before it goes: people who buy, between how many and how many, cost, margin."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from omotenashi.engagement.audience import queries as audience
from omotenashi.engagement.journeys import queries as journeys
from omotenashi.engagement.journeys.models import JourneyVersion
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Template
from omotenashi.insight.forecasts.campaigns import Foretold, Run, TooFew, foretell
from omotenashi.web.console.messages import costs, words
from omotenashi.web.ui.tags.formats import money, number, percent

# A scenario that people come into one by one is foretold for its first week.
_WEEK = 7


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One channel of a send: who gets it, what it costs, and what it may bring; `said` is empty where nothing can be said."""

    channel: str
    people: str
    cost: str
    range: str
    rate: str
    margin: str
    profit: str
    why: str
    can: bool


def of_message(template: Template, *, now: datetime) -> dict[str, Any]:
    """Give what a message may bring if everybody gets it who may, each by the first way that is open."""
    runs = queries.earlier_runs(now=now)
    found = queries.reached(template.channels, purpose=template.purpose_id, is_advertising=_advertises(template))
    sends = [_send(template, channel, found[channel], campaign="") for channel in template.channels if found[channel]]
    return _told(sends, runs)


def of_walk(graph: journeys.Graph, sent: Mapping[str, int], *, days: int, now: datetime) -> dict[str, Any]:
    """Give what the messages of a drawing may bring: of a broadcast all of it, of others the first week."""
    return _told(_merged(sends_of(graph, sent, days=days, prefix="")), queries.earlier_runs(now=now))


def figures_of(graph: journeys.Graph, sent: Mapping[str, int], *, days: int, now: datetime) -> list[dict[str, str]]:
    """Give the same as figures beside those of a simulation."""
    return [
        {
            "label": _("Expected purchases: %(channel)s") % {"channel": one.channel}, "value": one.range,
            "note": _("%(people)s people, cost %(cost)s, margin after it %(profit)s")
            % {"people": one.people, "cost": one.cost, "profit": one.profit} if one.can else one.why,
        }
        for one in of_walk(graph, sent, days=days, now=now)["lines"]
    ]  # fmt: skip


def keep(version: JourneyVersion, *, at: datetime, now: datetime) -> int:
    """Write down what is foretold of a version that was published; say for how many sends something could be."""
    graph = journeys.graph_of(version)
    found = journeys.simulate(graph, now=now)
    prefix = f"journey:{version.journey_id}:{version.number}"
    sends = sends_of(graph, found.sent, days=found.days, prefix=prefix, journey=version.journey_id)
    return messaging.keep_forecasts(sends, now=at)


def sends_of(
    graph: journeys.Graph, sent: Mapping[str, int], *, days: int, prefix: str, journey: UUID | None = None
) -> list[messaging.Send]:
    """Give the sends of a drawing: each message by the first of its channels; a broadcast by the way that is open to each."""
    is_broadcast = graph.entry.get("kind") == "list" and not graph.recurs
    keys = {str(step["template"]): name for name, step in graph.letters().items() if step["template"]}
    known = {str(one.pk): one for one in _known(keys)}
    found = []
    for name, step in graph.letters().items():
        template = known.get(str(step["template"]))
        if template is None or not template.channels:
            continue
        people = sent.get(name, 0) if is_broadcast else round(sent.get(name, 0) * _WEEK / days)
        campaign = journeys.campaign_of(journey, name) if journey else ""
        found += [
            _send(template, channel, count, campaign=campaign, key=f"{prefix}:{name}:{channel}")
            for channel, count in _by_way(graph, step, template, people)
        ]
    return found


def _by_way(graph: journeys.Graph, step: journeys.Step, template: Template, people: int) -> list[tuple[str, int]]:
    """Give by channel how many get a message; of advertising to a segment only those it can reach."""
    segment, channels = graph.entry.get("segment"), list(step["channels"] or template.channels)
    if graph.entry.get("kind") != "list" or not segment or not _advertises(template):
        return [(channels[0], people)]
    members = list(audience.members_of(UUID(str(segment))).values_list("person_id", flat=True))
    found = queries.reached(channels, purpose=template.purpose_id, is_advertising=True, persons=members)
    # Who is kept apart, or left on the way, is so by chance: of each channel the same share.
    return [(one, round(found[one] * people / len(members))) for one in channels if found[one]] or [(channels[0], 0)]


def cost_of(graph: journeys.Graph, sent: Mapping[str, int]) -> int:
    """Give what the messages of a drawing cost, each by the first of its channels; of a broadcast by those that are open."""
    if graph.entry.get("kind") == "list":
        return sum(queries.price_of(one.channel) * one.pieces for one in sends_of(graph, sent, days=_WEEK, prefix=""))
    said = {name: str(step["template"]) for name, step in graph.letters().items() if step["template"]}
    price = {str(one.pk): _price(one, one.channels[0]) for one in _known(said.values()) if one.channels}
    return sum(price.get(key, 0) * sent.get(name, 0) for name, key in said.items())


def _known(keys: Iterable[str]) -> list[Template]:
    return list(Template.objects.filter(pk__in=set(keys)).select_related("purpose"))


def _price(template: Template, channel: str) -> int:
    """Give what one reader costs, in minor units."""
    return queries.price_of(channel) * costs.parts(template, channel)


def _advertises(template: Template) -> bool:
    return template.purpose.kind == "marketing"


def _send(template: Template, channel: str, people: int, *, campaign: str, key: str = "") -> messaging.Send:
    return messaging.Send(
        key=key, campaign=campaign, channel=channel, purpose=template.purpose_id, name=template.name, people=people,
        pieces=people * costs.parts(template, channel),
    )  # fmt: skip


def _merged(sends: Sequence[messaging.Send]) -> list[messaging.Send]:
    """Take the messages of one channel and purpose together."""
    people: Counter[tuple[str, str]] = Counter()
    pieces: Counter[tuple[str, str]] = Counter()
    for one in sends:
        people[one.channel, one.purpose] += one.people
        pieces[one.channel, one.purpose] += one.pieces
    return [
        messaging.Send(
            key="",
            campaign="",
            channel=channel,
            purpose=purpose,
            name="",
            people=count,
            pieces=pieces[channel, purpose],
        )
        for (channel, purpose), count in people.items()
    ]


def _told(sends: Sequence[messaging.Send], runs: Sequence[Run]) -> dict[str, Any]:
    lines = [_line(one, runs) for one in sends]
    return {"lines": lines, "can": any(one.can for one in lines)}


def _line(send: messaging.Send, runs: Sequence[Run]) -> Line:
    cost = queries.price_of(send.channel) * send.pieces
    said = foretell(runs, campaign=send.campaign, channel=send.channel, purpose=send.purpose, people=send.people)
    name, people = words.channel_name(send.channel), number(send.people)
    if isinstance(said, TooFew):
        why = _("Cannot be foretold yet: %(n)s of %(needed)s earlier sends to twenty people or more") % {
            "n": number(said.runs), "needed": number(said.needed),
        } if send.people else _("Nobody can be reached there yet")  # fmt: skip
        return Line(
            channel=name,
            people=people,
            cost=money(cost),
            range="—",
            rate="—",
            margin="—",
            profit="—",
            why=why,
            can=False,
        )
    return Line(
        channel=name, people=people, cost=money(cost), can=True, why=_why(said),
        range=_("%(low)s to %(high)s people") % {"low": number(said.buyers_low), "high": number(said.buyers_high)},
        rate=percent(said.rate), margin=between(said.margin_low, said.margin_high),
        profit=between(said.margin_low - cost, said.margin_high - cost),
    )  # fmt: skip


def _why(said: Foretold) -> str:
    kind = _("of this channel") if said.is_of_channel else _("of all channels")
    return _("From %(n)s earlier sends %(kind)s, in 8 of 10 cases") % {"n": number(said.runs), "kind": kind}


def between(low: int, high: int) -> str:
    """Write a range of money."""
    return f"{money(low)} 〜 {money(high)}"
