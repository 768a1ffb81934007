# SPDX-License-Identifier: Apache-2.0
"""One line a fact: the timeline, grouped by the retailer's day, the newest first."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import groupby

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from omotenashi.web.ui.markup import component, text
from omotenashi.web.ui.tags.formats import day, money
from omotenashi.web.ui.tags.icons import channel, channel_mark

register = template.Library()


@register.simple_tag
def timeline(entries: Iterable[Mapping[str, object]], more: str = "") -> SafeString:
    """Entries, newest first: {"at": datetime, "channel", "title", "detail", "amount", "href", "body", "state"}.

    `channel` may be empty; `currency` may name another one than the retailer's.

    `amount` is minor units; `body` opens in place; `more` is the URL that answers with the next ones.
    """

    days = [(day, list(group)) for day, group in groupby(entries, key=_day_of)]
    written = SafeString("".join(_section(day, group) for day, group in days))
    return component("timeline", days=written, more=more)


# Written here and not by a template: a record shows thirty facts, and each costs a template twenty steps.
def _section(moment: date, entries: Iterable[Mapping[str, object]]) -> str:
    head = f'<section><h3><time datetime="{moment.isoformat()}">{day(moment)}</time></h3><ol>'
    return f"{head}{''.join(map(_line, entries))}</ol></section>"


def _line(entry: Mapping[str, object]) -> str:
    at: datetime = timezone.localtime(entry["at"])  # type: ignore[arg-type]  # a datetime by contract
    code, amount = str(entry.get("channel") or ""), entry.get("amount")
    mark = channel_mark(code) if code else '<span class="o-mark" aria-hidden="true"></span>'
    said = (channel(code, plain=True) if code else "") + (
        f"<span>{text(d)}</span>" if (d := entry.get("detail")) else ""
    )
    # A fact without a currency is in the retailer's own.
    paid = "" if amount is None else text(money(amount, str(entry.get("currency") or "")))  # type: ignore[arg-type]
    return (
        f"<li{f' data-state="{text(state)}"' if (state := entry.get('state')) else ''}>"
        f'<time class="o-num" datetime="{at.isoformat()}">{at:%H:%M}</time>{mark}'
        f'<div class="o-timeline-what">{_what(entry)}<small>{said}</small></div>'
        f"{f'<span class="o-num o-timeline-amount">{paid}</span>' if paid else ''}</li>"
    )


def _what(entry: Mapping[str, object]) -> str:
    title = text(entry.get("title"))
    if body := entry.get("body"):
        inside = f'<div class="o-timeline-body">{text(body)}</div>'
        return f"<details><summary>{title}</summary>{inside}</details>"
    if href := entry.get("href"):
        return f'<a href="{text(href)}">{title}</a>'
    return f"<span>{title}</span>"


def _day_of(entry: Mapping[str, object]) -> date:
    return timezone.localtime(entry["at"]).date()  # type: ignore[arg-type]  # a datetime by contract
