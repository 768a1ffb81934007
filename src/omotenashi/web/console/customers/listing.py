# SPDX-License-Identifier: Apache-2.0
"""顧客一覧: its columns, filters and saved views, and how a row reads."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.base.text import phone
from omotenashi.insight.models import Score
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.models import Profile
from omotenashi.places.locations.queries import channel_names
from omotenashi.web.console.customers.finder import FIELDS, Finder
from omotenashi.web.console.customers.masking import NARROW, Sight
from omotenashi.web.console.customers.words import FIELD_NAMES
from omotenashi.web.console.listing import Listing
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter, View
from omotenashi.web.ui.near import near
from omotenashi.web.ui.tags.icons import channel_name

RANK_STATES = {"A": "good", "B": "info", "C": "quiet", "D": "warn", "E": "bad"}
DORMANT_AFTER = 180


def listing(*, today: date, currency: str, sight: Sight) -> Listing:
    """Describe the list as of a day, with amounts in a currency."""
    finder = Finder()
    return Listing(
        spec=spec(today=today),
        parts=finder.parts,
        matching=finder.matching,
        rows=partial(rows, currency=currency, sight=sight),
        noun=_("customers"),
        export=reverse("console:customers-export"),
        export_permission="customers.export",
        empty={
            "title": _("No customers yet"),
            "text": _("Bring your members and orders as a file; everybody in it appears here with their figures."),
            "action": _("Import a file"),
            "href": "/console/imports/",
        },
    )


def spec(*, today: date) -> lists.ListSpec:
    """Say what the list can show, filter and sort."""
    known = _known_values()
    dormant, new = today - timedelta(days=DORMANT_AFTER), today - timedelta(days=30)
    return lists.ListSpec(
        name="customers",
        search=_("Name, kana, phone, mail, member number"),
        sort="-total",
        columns=_columns(known),
        filters=_filters(known),
        views=[
            View("", _("All")),
            View("omni", _("Store and EC"), query="channel=STORE&channel=EC"),
            View("best", _("Best customers"), query="rfm=A"),
            View("repeat", _("Bought twice or more"), query="orders_from=2"),
            View("dormant", _("Dormant"), query=f"last_to={dormant.isoformat()}&sort=-total"),
            View("new", _("New in 30 days"), query=f"first_from={new.isoformat()}&sort=-first"),
            View("never", _("Not bought yet"), query="bought=no&sort=-registered"),
        ],
    )


def _columns(known: dict[str, list[str]]) -> list[Column]:
    return [
        Column("name", _("Name"), fixed=True, wide=True),
        Column("kana", _("Kana"), sort=True),
        Column("tier", _("Rank in the profile"), shown=bool(known["rank"])),
        Column("rfm", _("RFM rank"), kind="badge"),
        Column("total", _("LTV to date"), kind="money", sort=True),
        Column("year", _("Last 12 months"), kind="money", sort=True, shown=False),
        Column("orders", _("Orders"), kind="number", sort=True),
        Column("last", _("Last order"), kind="day", sort=True),
        Column("first", _("First order"), kind="day", sort=True, shown=False),
        Column("channels", _("Channels"), kind="channels"),
        Column("prefecture", _("Prefecture")),
        Column("member_no", _("Member number"), shown=False),
        Column("email", _("Mail address"), shown=False),
        Column("phone", _("Phone number"), shown=False),
        Column("registered", _("Registered"), kind="day", sort=True, shown=False),
    ]


def _filters(known: dict[str, list[str]]) -> list[Filter]:
    ranks = [(rank, rank) for rank in RANK_STATES]
    fields = [(name, str(label)) for name, label in FIELD_NAMES.items() if name in FIELDS]
    return [
        Filter("rfm", _("RFM rank"), choices=ranks),
        Filter("tier", _("Rank in the profile"), choices=[(value, value) for value in known["rank"]]),
        Filter("channel", _("Bought in (all of)"), choices=[(code, channel_name(code)) for code in channel_names()]),
        Filter("last", _("Last order"), kind="day"),
        Filter("first", _("First order"), kind="day"),
        Filter("total", _("LTV to date"), kind="number"),
        Filter("orders", _("Orders"), kind="number"),
        Filter("bought", _("Ever bought"), choices=[("yes", _("Yes")), ("no", _("Not yet"))]),
        Filter("mail", _("News by mail"), choices=[("yes", _("Agreed")), ("no", _("Not agreed"))]),
        Filter("prefecture", _("Prefecture"), choices=[(value, value) for value in known["prefecture"]]),
        Filter("product", _("Bought product (code)"), kind="text"),
        Filter("has", _("Profile has"), choices=fields),
        Filter("lacks", _("Profile lacks"), choices=fields),
        Filter("told", _("Told by (source:field)"), kind="text"),
    ]


def _known_values() -> dict[str, list[str]]:
    """Give the tiers and prefectures that occur, remembered for five minutes: it reads every profile."""

    def read() -> dict[str, list[str]]:
        pairs = set(Profile.objects.values_list("rank", "prefecture").distinct().order_by())
        return {
            "rank": sorted({rank for rank, _place in pairs if rank}),
            "prefecture": sorted({place for _rank, place in pairs if place}),
        }

    found: dict[str, list[str]] = near.get_or_set("console.customers.values", read, 300) or {}
    return found


def rows(keys: Sequence[UUID], *, currency: str, sight: Sight) -> list[lists.Row]:
    """Give the lines of one page: three reads, however many rows."""
    profiles = Profile.objects.in_bulk(list(keys))
    scores = Score.objects.in_bulk(list(keys))
    erased = customers.erased_among(keys)
    names = {key: _("Erased person") if key in erased else label(profile, sight) for key, profile in profiles.items()}
    return [_row(profiles[key], names[key], scores.get(key), currency, sight) for key in keys if key in profiles]


def _row(profile: Profile, name: str, score: Score | None, currency: str, sight: Sight) -> lists.Row:
    cells: dict[str, object] = {
        "name": name,
        "kana": profile.kana,
        "tier": profile.rank,
        "prefecture": profile.prefecture,
        "member_no": profile.member_no,
        "email": sight.field("email", profile.email),
        "phone": shown_phone(profile, sight),
        "registered": profile.registered_at,
    }
    if score:
        cells |= {
            "rfm": (RANK_STATES.get(score.rank, "quiet"), score.rank) if score.rank else None,
            "total": (score.sales, currency),
            "year": (score.sales_year, currency),
            "orders": score.orders,
            "last": score.last_day,
            "first": score.first_day,
            "channels": score.channels,
        }
    return lists.Row(id=str(profile.pk), href=reverse("console:customer", args=[profile.pk]), label=name, cells=cells)


def label(profile: Profile, sight: Sight = NARROW) -> str:
    """Give what a person is called in a list: the name, else a key, else that there is none."""
    email = sight.field("email", profile.email)
    return profile.name or profile.kana or profile.member_no or email or shown_phone(profile, sight) or _("No name yet")


def shown_phone(profile: Profile, sight: Sight) -> str:
    """Write the phone number as people write it, as far as this reader may see it."""
    if not profile.phone:
        return ""
    return phone.shown(profile.phone) if sight.contacts else sight.field("phone", profile.phone)
