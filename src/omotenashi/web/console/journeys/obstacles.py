# SPDX-License-Identifier: Apache-2.0
"""What stands in the way of publishing a drawing, and what one should know before: each with the place where it is mended."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from omotenashi.commerce.loyalty.models import Campaign
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.actions import checking
from omotenashi.engagement.journeys.models import Journey
from omotenashi.engagement.messaging import queries as messaging
from omotenashi.engagement.messaging.queries import pools, saying
from omotenashi.web.console.journeys import page, words
from omotenashi.web.console.journeys.differing import Names, named
from omotenashi.web.console.journeys.letters import Letter
from omotenashi.web.console.messages import composing
from omotenashi.web.console.messages import words as sent
from omotenashi.web.ui.tags.formats import number


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One thing that was looked at. `stops`: it cannot be published so; `of` names the messages it is about."""

    state: str
    label: str
    text: str
    href: str = ""
    link: str = ""
    stops: bool = False
    of: tuple[str, ...] = ()


_ORDER = {"bad": 0, "warn": 1, "good": 2}


def checks(
    journey: Journey, graph: queries.Graph, letters: Sequence[Letter], names: Names, *, now: datetime
) -> list[Check]:
    """Give everything that was looked at: what stops it first, then what to look at, then what is in order."""
    found = [
        *_troubles(journey, graph, letters, names, now=now),
        *_of_the_whole(journey, graph, names),
        *_lawful(letters),
        *_worded(letters),
        *_goods(letters, now=now),
        *_channels(letters),
    ]
    return sorted(_merged(found), key=lambda one: (not one.stops, _ORDER[one.state]))


def verdict(found: Iterable[Check], *, is_idle: bool) -> dict[str, str]:
    """Say in a sentence whether it can be published; `is_idle`: it lives just so."""
    some = list(found)
    if is_idle:
        text = _("Nothing differs from what lives: there is nothing to publish.")
        return {"state": "good", "title": _("It lives as it is drawn"), "text": text}
    stops = sum(one.stops for one in some)
    others = sum(not one.stops and one.state != "good" for one in some)
    if stops:
        text = ngettext("%(n)s thing has to be mended first.", "%(n)s things have to be mended first.", stops)
        return {"state": "bad", "title": _("It cannot be published yet"), "text": text % {"n": number(stops)}}
    if others:
        text = ngettext("%(n)s thing to look at before.", "%(n)s things to look at before.", others)
        return {"state": "warn", "title": _("It can be published"), "text": text % {"n": number(others)}}
    return {"state": "good", "title": _("It can be published"), "text": _("Nothing stands in the way.")}


def _troubles(
    journey: Journey, graph: queries.Graph, letters: Sequence[Letter], names: Names, *, now: datetime
) -> Iterator[Check]:
    wrong = queries.troubles(graph, own=journey.pk)
    if not wrong:
        try:
            checking.with_references(graph, own=journey.pk, now=now)
        except queries.BadGraph as missing:
            wrong = [missing]
    by_step = {one.step: one for one in letters}
    for one in wrong:
        step = graph.steps.get(one.where)
        letter = by_step.get(one.where or queries.FAREWELL) if one.reason in ("unpublished", "approval") else None
        there = f"{page.href(journey)}#step={one.where or 'entry'}", _("Show it in the drawing")
        href, link = (letter.href, _("Open “%(name)s”") % {"name": letter.name}) if letter else there
        label = named(step, names) if step else _("The scenario as a whole")
        yield Check(state="bad", label=label, text=words.trouble(one), href=href, link=link, stops=True)


def _of_the_whole(journey: Journey, graph: queries.Graph, names: Names) -> Iterator[Check]:
    segment = str(graph.entry.get("segment") or "")
    if segment and segment not in names["segments"]:
        text = _("The segment that people come in by was put away. Nobody new may come into it.")
        yield Check(state="warn", label=_("Segment"), text=text, href=reverse("console:segments"), link=_("Segments"))
    if not graph.control and graph.letters():
        here, link = page.href(journey), _("Open the scenario")
        text = _("Nobody is kept apart: what it brings cannot be told from what would have been bought anyhow.")
        yield Check(state="warn", label=_("Kept apart to measure"), text=text, href=here, link=link)


def _lawful(letters: Sequence[Letter]) -> Iterator[Check]:
    """Say what the law asks for of each message, as its own page does."""
    for one in letters:
        for said in composing.checks(one.template.purpose, channels=list(one.channels), content=one.content):
            href, link = said.get("href") or "", said.get("link") or ""
            if said["state"] != "good" and not href:
                href, link = one.href, _("Open “%(name)s”") % {"name": one.name}
            yield Check(
                state=said["state"], label=said["label"], text=said["text"], href=href, link=link, of=(one.name,)
            )


def _worded(letters: Sequence[Letter]) -> Iterator[Check]:
    for one in letters:
        link = _("Open “%(name)s”") % {"name": one.name}
        if one.is_changed and one.version is not None:
            text = _("Its draft was changed since. What goes out is version %(n)s as it was published.")
            yield Check(state="warn", label=one.name, text=text % {"n": one.version.number}, href=one.href, link=link)
        for claim in messaging.claims(one.content):
            state, label = "bad" if claim.forbids else "warn", _("Watched word “%(word)s”") % {"word": claim.word}
            yield Check(state=state, label=label, text=claim.why, href=one.href, link=link, of=(one.name,))
    if letters and not any(messaging.claims(one.content) for one in letters):
        yield Check(state="good", label=_("Watched words"), text=_("None of them stands in a message."))


def _goods(letters: Sequence[Letter], *, now: datetime) -> Iterator[Check]:
    """Say which products and coupons that a message names are no more."""
    for one in letters:
        link = _("Open “%(name)s”") % {"name": one.name}
        known = saying.goods(one.content.codes())
        if gone := [code for code in one.content.codes() if code not in known or not known[code].name]:
            text = _("No longer sold: %(codes)s. The message leaves them out.") % {"codes": _(", ").join(gone)}
            yield Check(state="warn", label=_("Products"), text=text, href=one.href, link=link, of=(one.name,))
        wanted = {block["campaign"] for block in one.content.blocks if block.kind == "coupon" and block["campaign"]}
        running = Campaign.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), code__in=wanted, stopped_at=None)
        if wanted - set(running.values_list("code", flat=True)):
            text = _("The campaign of its coupon is over: readers find no coupon in it.")
            yield Check(state="warn", label=_("Coupon"), text=text, href=one.href, link=link, of=(one.name,))


def _channels(letters: Sequence[Letter]) -> Iterator[Check]:
    """Say which channels lead nowhere but to the inbox for trials, and which are stopped."""
    advertises = {channel for one in letters if one.is_advertising for channel in one.channels}
    if advertises and messaging.policy().stopped_at:
        text = _("All advertising is stopped by hand. What is sent waits until somebody lets it go on.")
        rules = reverse("console:sending-rules")
        yield Check(state="warn", label=_("Stop of all advertising"), text=text, href=rules, link=_("Rules of sending"))
    stopped = pools.stopped()
    for channel in dict.fromkeys(channel for one in letters for channel in one.channels):
        there = reverse("console:sending-delivery" if channel == "email" else "console:sending-channels")
        link, name = _("Set it up"), sent.channel_name(channel)
        if channel in stopped and channel in advertises:
            text = _("Its advertising is stopped: %(why)s") % {"why": sent.stopped_why(stopped[channel])}
            yield Check(state="warn", label=name, text=text, href=there, link=link)
        if channel not in messaging.connected():
            text = _("This channel is not connected: nobody is reached by it.")
            yield Check(state="warn", label=name, text=text, href=there, link=link)
        elif messaging.is_simulated(channel):
            text = _("A stand-in takes it: nothing leaves the house, everything stands in the inbox for trials.")
            yield Check(state="warn", label=name, text=text, href=there, link=link)
        elif channel not in stopped:
            yield Check(state="good", label=name, text=_("Connected; what is sent goes out."))


def _merged(found: Iterable[Check]) -> list[Check]:
    """Say once what holds for several messages, with all of their names."""
    merged: dict[tuple[str, str, str], Check] = {}
    for one in found:
        key = one.state, one.label, one.text
        held = merged.get(key)
        merged[key] = replace(held, of=tuple(dict.fromkeys((*held.of, *one.of)))) if held else one
    return list(merged.values())
