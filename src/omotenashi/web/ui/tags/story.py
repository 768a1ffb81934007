# SPDX-License-Identifier: Apache-2.0
"""One line a fact: the timeline, grouped by the retailer's day, the newest first."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from omotenashi.web.ui.markup import component

register = template.Library()


@register.simple_tag
def timeline(entries: Iterable[Mapping[str, object]], more: str = "") -> SafeString:
    """Entries, newest first: {"at": datetime, "channel", "title", "detail", "amount", "href", "body", "state"}.

    `channel` may be empty; `currency` may name another one than the retailer's.

    `amount` is minor units; `body` opens in place; `more` is the URL that answers with the next ones.
    """

    def local_day(entry: Mapping[str, object]) -> date:
        return timezone.localtime(entry["at"]).date()  # type: ignore[arg-type]  # a datetime by contract

    # A fact without a currency is in the retailer's own.
    days = [(day, [{"currency": "", **one} for one in group]) for day, group in groupby(entries, key=local_day)]
    return component("timeline", days=days, more=more)
