# SPDX-License-Identifier: Apache-2.0
"""A send that is too young for its result: what is there already, what comes when, and what to look at meanwhile."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Min, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.queries import Horizon
from omotenashi.web.ui.tags.formats import day, money, number, percent

_WENT = ("sent", "unknown")


@dataclass(frozen=True, slots=True)
class SoFar:
    """What is known at once: how many messages went, were opened and clicked, and who bought since."""

    sent: int = 0
    opened: int = 0
    clicked: int = 0
    bought: int = 0
    sales: int = 0


def added(each: Iterable[SoFar]) -> SoFar:
    """Add what is known of several sends."""
    rows = list(each)
    return SoFar(
        *(sum(getattr(one, name) for one in rows) for name in ("sent", "opened", "clicked", "bought", "sales"))
    )


def context_of(
    messages: QuerySet[Message], found: Sequence[Horizon], sofar: SoFar, looks: Sequence[tuple[str, str, str]]
) -> dict[str, Any]:
    """Give what stands on the page while a horizon is not reached. `looks` are name, words and address of other pages."""
    first = messages.filter(state__in=_WENT).aggregate(at=Min("sent_at"))["at"]
    return {
        "begun": day(first), "figures": _figures(sofar), "looks": looks,
        "steps": [_step(one, first) for one in found] if first else [],
    }  # fmt: skip


def _figures(one: SoFar) -> list[tuple[str, str, str]]:
    return [
        (_("Messages that went"), number(one.sent), ""),
        (pgettext("mail", "Opened"), number(one.opened), _share(one.opened, one.sent)),
        (_("Clicked"), number(one.clicked), _share(one.clicked, one.sent)),
        (_("Bought within a week"), number(one.bought), ""),
        (_("Their sales"), money(one.sales), ""),
    ]


def _share(count: int, of: int) -> str:
    return percent(count / of) if of else ""


def _step(one: Horizon, first: datetime) -> dict[str, Any]:
    """Say of a horizon whether it is there, and from which day it will be."""
    comes = first + timedelta(days=one.days)
    return {
        "days": one.days, "is_there": bool(one.people), "comes": day(comes), "people": number(one.people),
        "young": number(one.young) if one.young else "",
    }  # fmt: skip
