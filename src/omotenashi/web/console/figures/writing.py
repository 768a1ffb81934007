# SPDX-License-Identifier: Apache-2.0
"""Values of a measure as people read them: by the unit of their column, groups by their names."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from omotenashi.base import clock
from omotenashi.commerce.catalogue.models import Product
from omotenashi.commerce.loyalty import queries as loyalty
from omotenashi.insight.measures.contract import Unit
from omotenashi.insight.measures.cross_use import JOINT
from omotenashi.insight.measures.params import Common
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations import queries as locations
from omotenashi.web.ui.tags.formats import UNKNOWN, day, moment, money, number, percent
from omotenashi.web.ui.tags.icons import channel_name

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Names:
    """What codes are called here."""

    channels: Mapping[str, str]
    locations: Mapping[str, str]
    # Names of products, staff and ranks that a page has looked up at once: kind → code → name.
    others: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def other(self, kind: str, code: str) -> str:
        """The name of a product or of somebody of the staff."""
        known = self.others.get(kind, {})
        return known[code] if code in known else {"product": product_name, "staff": staff_name}[kind](code)

    def group(self, split: str, value: str | None) -> str:
        """A value of the column by which a measure is split, in words."""
        if split in ("none", "") or value is None:
            return _("All")
        if not value:
            return _("Unknown")
        if split in ("staff", "product"):
            return self.other(split, value)
        return {"channel": self.channel, "location": self.location, "month": month}.get(split, str)(value)

    def channel(self, code: str) -> str:
        """The retailer's name of a channel, or the usual one."""
        usual = channel_name(code)
        return usual if usual != code else self.channels.get(code, code)

    def location(self, code: str) -> str:
        """The name of a shop."""
        return self.locations.get(code, code)

    def rank(self, code: str) -> str:
        """The name of a rank of the programme."""
        return (self.others.get("rank") or rank_names()).get(code, code)

    def staff(self, key: str) -> str:
        """The name of somebody of the staff."""
        return self.other("staff", key)

    def combo(self, value: str) -> str:
        """A combination of channels: "EC+STORE"."""
        return _(" + ").join(self.channel(code) for code in value.split(JOINT))


def looked_up(found: Names, kind: str, codes: Collection[str]) -> Names:
    """The names with those of products or staff, read at once; a code without a name is its own."""
    made = {code: code for code in codes}
    if kind == "product":
        made |= dict(Product.objects.filter(code__in=made).values_list("code", "name"))
    else:
        made |= _staff(made)
    return replace(found, others={**found.others, kind: made})


def with_ranks(found: Names) -> Names:
    """The names with those of the ranks, read at once."""
    return replace(found, others={**found.others, "rank": rank_names()})


def rank_names() -> dict[str, str]:
    """The names of the ranks, as the programme of points has them now: one read."""
    return {one.code: one.name for one in loyalty.programme(clock.now()).tiers}


def staff_name(key: str) -> str:
    """The name of a member of staff, by the key that the lake has for them."""
    return _staff([key]).get(key, key)


def _staff(keys: Collection[str]) -> dict[str, str]:
    """Names by key, read at once; an address may ask for a key that is none."""
    known = [key for key in keys if _UUID.fullmatch(key)]
    return {str(key): name for key, name in Staff.objects.filter(pk__in=known).values_list("pk", "name")}


def product_name(code: str) -> str:
    """The name of a product, by its code."""
    return Product.objects.filter(code=code).values_list("name", flat=True).first() or code


def names() -> Names:
    """The names of the retailer's channels and shops."""
    return Names(locations.channel_names(), locations.location_names())


def label(message: str) -> str:
    """The name of a column or a parameter of a measure: some words mean something else on other pages."""
    own = pgettext("measure", message)
    return own if own != message else _(message)


def split_of(params: Common) -> str:
    """By what the rows are split: "none", "channel", "location", "medium" or "month"."""
    return str(getattr(params, "by", "") or getattr(params, "split", "") or "none")


def write(value: Any, unit: Unit | str, *, decimals: int = 2) -> str:
    """A value with its unit; — when unknown. ``decimals`` are for rates and averages of money keep none."""
    if value is None or value == "":
        return UNKNOWN
    if unit == "money":
        return money(value)
    if unit == "percent":
        return percent(value / 100, decimals)
    if unit == "ratio":
        return number(value, decimals)
    if unit == "days":
        return _("%(days)s days") % {"days": number(value, 0 if float(value).is_integer() else 1)}
    if unit in ("people", "count"):
        return number(value)
    return _plain(value, unit)


def month(value: str) -> str:
    """ "2026-03" as 2026/3."""
    year, _sep, rest = value.partition("-")
    return f"{year}/{int(rest)}" if rest.isdigit() else value


def period(value: str) -> str:
    """A month, or a day of the sales measure."""
    return month(value) if len(value) == len("2026-03") else day(date.fromisoformat(value))


def _plain(value: Any, unit: str) -> str:
    if unit == "date":
        return day(value)
    if unit == "moment":
        return moment(value)
    if unit == "month":
        return period(str(value))
    if unit == "flag":
        return pgettext("flag", "yes") if value else pgettext("flag", "no")
    return str(value)
