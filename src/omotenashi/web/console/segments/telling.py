# SPDX-License-Identifier: Apache-2.0
"""Segments in words: why somebody is in one, how fast it follows, in which others its people are, what it meant before."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from omotenashi.engagement.audience import queries as audience
from omotenashi.engagement.audience.queries import Evidence, Overlap
from omotenashi.web.console.figures import writing
from omotenashi.web.console.segments import carrying, offered, words
from omotenashi.web.ui.tags.formats import money, number

FOLLOWS: dict[str, tuple[str, str | Promise]] = {
    "at_once": ("good", lazy("Within seconds of what happened, and when a day turns")),
    "partly": ("info", lazy("Within seconds; scores whenever they are made anew")),
    "lake": ("quiet", lazy("With the record, every ten minutes")),
}
SAID = 3


def reasons(found: Iterable[Evidence], names: writing.Names, *, today: date) -> list[tuple[str, str]]:
    """Say by what somebody is in: the condition, and “3 times · ¥12,300 · 3/8”; each condition once."""
    said: dict[str, str] = {}
    for one in found:
        if kind := offered.KINDS.get(one.what):
            parts = (_word(one, names), _times(one), _amount(one), _number(one), _day(one, today))
            said.setdefault(str(kind.label), " · ".join(part for part in parts if part))
    return list(said.items())[:SAID]


def _times(one: Evidence) -> str:
    if one.times is None:
        return ""
    return ngettext("%(n)s time", "%(n)s times", one.times) % {"n": number(one.times)}


def _amount(one: Evidence) -> str:
    return "" if one.amount is None else money(one.amount)


def _number(one: Evidence) -> str:
    if one.number is None:
        return ""
    if one.what in ("ltv", "value"):
        return money(round(one.number))
    if one.what == "distance":
        return _("%(value)s %(unit)s") % {"value": f"{one.number:.1f}", "unit": "km"}
    unit = offered.KINDS[one.what].fields["from"].unit
    return _("%(value)s %(unit)s") % {"value": number(round(one.number)), "unit": unit}


def _word(one: Evidence, names: writing.Names) -> str:
    if not one.word:
        return ""
    if one.what == "taste":
        return carrying.taste_word(one.word)
    field = next(iter(offered.KINDS[one.what].fields.values()))
    return dict(offered.choices(field.of or field.name, names)).get(one.word, one.word)


def _day(one: Evidence, today: date) -> str:
    if one.day is None:
        return ""
    if one.what in ("birthday", "anniversary") or one.day.year == today.year:
        return f"{one.day.month}/{one.day.day}"
    return f"{one.day.year}/{one.day.month}/{one.day.day}"


def overlaps(found: Sequence[Overlap], *, count: int, hides: Any) -> list[dict[str, Any]]:
    """Draw the segments in which these people are too; a share that would tell of fewer than five is left out."""
    return [
        {"name": one.name, "href": reverse("console:segment", args=[one.segment_id]), "share": one.both / count, "n": one.both}
        for one in found
        if count and not hides(one.both)
    ]  # fmt: skip


def versions(segment_id: UUID, *, today: date, names: writing.Names) -> list[dict[str, Any]]:
    """Tell what a segment meant, the newest first."""
    return [
        {
            "number": one.number, "at": one.published_at, "by": one.published_by.name if one.published_by else "",
            "sentence": words.meaning(meant, today=today, names=names).short,
        }
        for one, meant in audience.versions_of(segment_id)
    ]  # fmt: skip
