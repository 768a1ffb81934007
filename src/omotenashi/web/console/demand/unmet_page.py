# SPDX-License-Identifier: Apache-2.0
"""What the page of 需要インサイト says: the needs in words, the sums, a picture, and the formula of every estimate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from omotenashi.commerce.catalogue.models import Product
from omotenashi.insight import queries as insight
from omotenashi.places.locations.models import Location
from omotenashi.web.ui.tags.formats import day, money, number, percent

DAYS, USUAL, SHOWN, PICTURED = (30, 90, 180, 365), 90, 200, 10
KINDS: dict[str, str | Promise] = {
    "search": gettext_lazy("Search without a result"),
    "view": gettext_lazy("Looked at while sold out"),
    "restock": gettext_lazy("Asked to be told of new stock"),
    "try_on": gettext_lazy("Try-on refused"),
    "reject": gettext_lazy("Pick-up or parcel refused"),
    "short": gettext_lazy("Picked short"),
    "compare": gettext_lazy("Something else was bought"),
    "inquiry": gettext_lazy("Inquiry"),
}
STATES = {"search": "info", "view": "warn", "restock": "warn", "try_on": "bad", "reject": "bad", "short": "bad"}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the address asks for."""

    days: int
    kind: str
    q: str
    place: Location | None

    @classmethod
    def read(cls, query: QueryDict) -> "Asked":
        """Read kindly: nonsense is as if nothing was said."""
        days = int(query.get("days", "")) if query.get("days", "").isdigit() else USUAL
        return cls(
            days=days if days in DAYS else USUAL,
            kind=query.get("kind", "") if query.get("kind") in KINDS else "",
            q=query.get("q", "").strip(),
            place=Location.objects.filter(code=query.get("place", "")).first() if query.get("place") else None,
        )

    @property
    def location_id(self) -> UUID | None:
        """The place, or None for all."""
        return self.place.pk if self.place else None

    def url(self, **changes: object) -> str:
        """The query after a change."""
        said = {
            "days": self.days,
            "kind": self.kind,
            "q": self.q,
            "place": self.place.code if self.place else "",
            **changes,
        }
        return "?" + urlencode({name: value for name, value in said.items() if value not in ("", USUAL)})


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A need as it is shown. `share` and `lost` are written, empty where nothing is estimated."""

    kind: str
    mark: str
    state: str
    what: str
    code: str
    persons: int
    served: int
    left: int
    events: int
    share: str
    worth: int | None
    lost: int | None
    low: int | None
    high: int | None
    last: date
    href: str
    places: str


def context_of(asked: Asked, *, now: datetime) -> dict[str, Any]:
    """Give everything the template needs: six reads, however many needs."""
    found = insight.unmet_needs(now=now, days=asked.days, location_id=asked.location_id)
    every = lines(found.needs, asked)
    shown = [one for one in every if fits(one, asked)]
    low, high = (sum(getattr(one, name) or 0 for one in shown) for name in ("low", "high"))
    return {
        "asked": asked, "lines": shown[:SHOWN], "more": max(len(shown) - SHOWN, 0), "any": bool(every),
        "lost": sum(one.lost or 0 for one in shown), "low": low, "high": high,
        "persons": sum(one.left for one in shown if one.kind not in ("compare", "inquiry")),
        "tabs": tabs(every, asked), "chart": chart(shown), "basis": basis(found, now), "formulas": formulas(found),
        "ways": [(one, asked.url(days=one), one == asked.days) for one in DAYS],
        "places": Location.objects.filter(closed_at=None).exclude(kind="virtual").order_by("code"),
    }  # fmt: skip


def lines(needs: Sequence[Any], asked: Asked) -> list[Line]:
    """Put needs into words: two reads."""
    products = Product.objects.in_bulk({one.asked.product_id for one in needs if one.asked.product_id})
    places = dict(Location.objects.values_list("pk", "name"))
    return [_line(one, products, places, asked) for one in needs]


def fits(one: Line, asked: Asked) -> bool:
    """Is it among what was looked for?"""
    return (not asked.kind or one.kind == asked.kind) and asked.q.casefold() in f"{one.what} {one.code}".casefold()


def _line(one: Any, products: Mapping[UUID, Product], places: Mapping[UUID, str], asked: Asked) -> Line:
    need = one.asked
    product = products.get(need.product_id)
    key = {"kind": need.kind, "word": need.word, "product": need.product_id or "", "q": ""}
    share = "" if one.share is None or need.kind in ("reject", "short") else percent(one.share.mean)
    return Line(
        kind=need.kind, mark=str(KINDS[need.kind]), state=STATES.get(need.kind, ""), what=str(product) if product else need.word,
        code=product.code if product else "", persons=need.persons, served=need.served, left=one.left, events=need.events,
        share=share, worth=need.worth if one.lost is not None else None, lost=one.lost, low=one.low, high=one.high,
        last=need.last_at, href=reverse("console:unmet-people") + asked.url(**key),
        places="・".join(sorted(places[place] for place in need.places if place in places)),
    )  # fmt: skip


def tabs(every: Sequence[Line], asked: Asked) -> list[dict[str, object]]:
    """One for each kind that occurs."""
    there = [kind for kind in KINDS if any(one.kind == kind for one in every)]
    said = [{"label": _("All needs"), "href": asked.url(kind=""), "active": not asked.kind, "count": len(every)}]
    return said + [
        {"label": str(KINDS[kind]), "href": asked.url(kind=kind), "active": kind == asked.kind,
         "count": sum(one.kind == kind for one in every)}
        for kind in there
    ]  # fmt: skip


def chart(shown: Sequence[Line]) -> dict[str, Any] | None:
    """What cost most, as bars."""
    first = [one for one in shown if one.lost][:PICTURED]
    if not first:
        return None
    return {
        "kind": "bar", "title": _("What was wanted most and not had"), "x": {"label": _("Need"), "values": [one.what for one in first]},
        "y": {"label": _("Lost sales (estimate)"), "format": "money"},
        "series": [{"name": _("Lost sales (estimate)"), "values": [one.lost for one in first], "hrefs": [one.href for one in first]}],
    }  # fmt: skip


def basis(found: Any, now: datetime) -> dict[str, object]:
    """「この数字の根拠」."""
    return {
        "formula": _("Persons who did not get it within 14 days × the share who buy after asking × what it costs."),
        "population": _("From %(since)s on; the same person counts once for each need") % {"since": day(found.since)},
        "source": _("Timeline, orders, stock ledger, try-ons and fulfilments"),
        "as_of": day(now),
    }


def formulas(found: Any) -> list[tuple[str, str]]:
    """The shares behind the estimates, with their intervals."""
    names = {
        "view": _("Bought within 14 days what they looked at while it was there"),
        "search": _("Bought within 14 days after a search that found something"),
        "try_on": _("Bought after trying on"),
    }
    said = []
    for key, name in names.items():
        share = found.shares.get(key)
        if share is None or not share.known:
            said.append((name, _("too few to say: no estimate stands on it")))
            continue
        low, high = share.interval()
        facts = {"share": percent(share.mean), "low": percent(low), "high": percent(high), "n": number(share.asked)}
        said.append((name, _("%(share)s (%(low)s–%(high)s) of %(n)s") % facts))
    worth = money(found.order_worth) if found.order_worth else "—"
    return [
        *said,
        (_("Worth of a search: the median order"), worth),
        (_("Refused and short orders"), _("all: they had bought")),
    ]
