# SPDX-License-Identifier: Apache-2.0
"""施策一覧: campaigns with their state, period and use."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.commerce.loyalty.models import Campaign
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.paging import Part
from omotenashi.web.console.promotions import words
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter, View
from omotenashi.web.ui.tags.formats import day

SORTS = {"name": "name", "used": "used_count", "amount": "used_amount", "changed": "changed_at"}


def listing(*, now: datetime, currency: str, may_edit: bool) -> Listing:
    """Describe the list as it is at a moment."""
    found = partial(_matching, now=now)
    empty = {
        "title": _("No campaigns yet"),
        "text": _("A campaign says who gets what off, or points, where and until when; shop and web reckon alike."),
    }
    action = {"action": _("New campaign"), "href": reverse("console:promotion-new")} if may_edit else {}
    return Listing(
        spec=spec(),
        parts=lambda state: [
            Part(found(state), SORTS[state.sort_key], down=state.descending, key_down=state.descending)
        ],
        matching=found,
        rows=partial(rows, now=now, currency=currency),
        noun=_("campaigns"),
        export=reverse("console:promotions-export"),
        export_permission="promotions.edit",
        empty=empty | action,
    )


def spec() -> lists.ListSpec:
    """Say what the list can show, filter and sort."""
    return lists.ListSpec(
        name="promotions",
        search=_("Name or code of the campaign"),
        sort="-changed",
        columns=[
            Column("name", _("Campaign"), fixed=True, wide=True, sort=True),
            Column("code", _("Code")),
            Column("effect", _("Effect")),
            Column("by_coupon", _("Coupon")),
            Column("period", _("Period")),
            Column("used", _("Used"), kind="number", sort=True),
            Column("amount", _("Taken off"), kind="money", sort=True),
            Column("state", _("State"), kind="badge"),
            Column("changed", _("Changed"), kind="ago", sort=True, shown=False),
        ],
        filters=[
            Filter("state", _("State"), choices=[(key, str(name)) for key, (_colour, name) in words.STATES.items()]),
            Filter("kind", _("Kind"), choices=[(key, str(name)) for key, name in words.KINDS.items()]),
            Filter("coupon", _("Coupon"), choices=[("yes", _("With a coupon")), ("no", _("For everybody"))]),
        ],
        views=[
            View("", _("All")),
            View("running", _("Under way"), query="state=running"),
            View("planned", _("Planned"), query="state=planned"),
        ],
    )


def _matching(state: lists.ListState, *, now: datetime) -> QuerySet[Any]:
    found = Campaign.objects.all()
    if names := state.values.get("state"):
        known = _states(now)
        condition = Q(pk=None)
        for name in names:
            condition |= known.get(name, Q(pk=None))
        found = found.filter(condition)
    if kinds := state.values.get("kind"):
        found = found.filter(terms__kind__in=kinds)
    if len(coupon := state.values.get("coupon", ())) == 1:
        found = found.filter(by_coupon=coupon == ("yes",))
    return found.filter(Q(name__icontains=state.q) | Q(code__icontains=state.q)) if state.q else found


def _states(now: datetime) -> dict[str, Q]:
    live = Q(stopped_at=None)
    begun, open_ = Q(begins_at=None) | Q(begins_at__lte=now), Q(ends_at=None) | Q(ends_at__gt=now)
    gone = Q(cap_amount__isnull=False, used_amount__gte=F("cap_amount")) | Q(
        cap_count__isnull=False, used_count__gte=F("cap_count")
    )
    return {
        "stopped": Q(stopped_at__isnull=False),
        "planned": live & Q(begins_at__gt=now),
        "over": live & begun & Q(ends_at__lte=now),
        "used_up": live & begun & open_ & gone,
        "running": live & begun & open_ & (Q(cap_amount=None) | Q(used_amount__lt=F("cap_amount")))
        & (Q(cap_count=None) | Q(used_count__lt=F("cap_count"))),
    }  # fmt: skip


def rows(keys: Sequence[UUID], *, now: datetime, currency: str) -> list[lists.Row]:
    """Give the lines of one page: one read, however many rows."""
    found = Campaign.objects.in_bulk(list(keys))
    return [_row(found[key], now, currency) for key in keys if key in found]


def _row(row: Campaign, now: datetime, currency: str) -> lists.Row:
    until = f"{day(row.begins_at) if row.begins_at else ''} – {day(row.ends_at) if row.ends_at else ''}"
    return lists.Row(
        id=str(row.pk),
        href=reverse("console:promotion", args=[row.pk]),
        label=row.name,
        cells={
            "name": row.name,
            "code": row.code,
            "effect": words.effect_of(row, currency=currency),
            "by_coupon": _("With a coupon") if row.by_coupon else "",
            "period": until if row.begins_at or row.ends_at else _("Always"),
            "used": row.used_count,
            "amount": (row.used_amount, currency),
            "state": words.state_of(row, now=now),
            "changed": row.changed_at,
        },
    )
