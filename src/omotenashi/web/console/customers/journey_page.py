# SPDX-License-Identifier: Apache-2.0
"""The part of 顧客カルテ that tells how somebody came and what they compared: reads and words, no decisions.

`parts` is what `console/customers/journey.html` shows; a tab or a card may take it as it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.utils.translation import gettext as _

from omotenashi.commerce.orders import queries as orders
from omotenashi.commerce.orders.models import OrderLine
from omotenashi.people.timeline import queries as timeline
from omotenashi.web.console.customers import journey
from omotenashi.web.console.customers.journey import Journey, Purchase, Touch

MOST_ENTRIES, MOST_ORDERS, SHOWN_ORDERS, SHOWN_PRODUCTS = 2000, 50, 8, 12
ICONS = {"page": "file", "search": "search", "product": "box", "form": "mail"}
SEARCH_HOSTS = {"google": "Google", "yahoo": "Yahoo!", "bing": "Bing", "duckduckgo": "DuckDuckGo"}
PAID = frozenset({"cpc", "ppc", "paid", "display", "paidsearch", "paid_social", "cpm", "affiliate", "ad"})
ADVERTISERS = {"gclid": "Google", "yclid": "Yahoo!", "fbclid": "Meta", "ttclid": "TikTok", "ldtag_cl": "LINE"}


def parts(node_ids: Sequence[UUID], *, now: datetime) -> dict[str, Any]:
    """Read a person's journey and give what the template shows."""
    return shown(read(node_ids, now=now))


def read(node_ids: Sequence[UUID], *, now: datetime) -> Journey:
    """Read the journey of the person with these nodes, as far back as the newest entries reach: three queries."""
    entries = timeline.entries_of(node_ids, names=journey.NAMES)[:MOST_ENTRIES]
    return journey.journey_of(entries, _purchases(node_ids), now=now)


def shown(found: Journey) -> dict[str, Any]:
    """Give words and icons to a journey."""
    traced = [one for one in journey.told_once(found.before_purchase) if one.products or one.searches]
    return {
        "journey": found,
        "touches": _touches(found),
        "ways": [
            {"title": title, "way": way, "steps": [(ICONS[step.kind], step) for step in way.steps], "icon": icon}
            for title, way, icon in (
                (_("Before the first form"), found.before_form, "mail"),
                (_("Before the first purchase"), found.before_first_purchase, "receipt"),
            )
            if way
        ],
        "purchases": traced[:SHOWN_ORDERS],
        "untraced": len(found.before_purchase) - len(traced),
        "most": f":{SHOWN_PRODUCTS}",
    }


def way_here(touch: Touch) -> tuple[str, str]:
    """Name the way somebody came, and its icon: the click that was paid for first, then what the address says."""
    source, medium = touch.source.lower(), touch.medium.lower()
    brand = ADVERTISERS.get(touch.click_type) or touch.source
    if touch.click_type or medium in PAID:
        return _("Advertisement: %(name)s") % {"name": brand or touch.medium}, "flag"
    if medium in ("email", "mail"):
        return _("Mail"), "mail"
    if source == "line" or medium == "line":
        return _("LINE message"), "chat"
    if touch.source or touch.medium:
        return touch.source or touch.medium, "external"
    if touch.media_code:
        return _("Medium %(code)s") % {"code": touch.media_code}, "tag"
    host = urlsplit(touch.referrer).hostname or ""
    engine = next((name for part, name in SEARCH_HOSTS.items() if part in host.split(".")), "")
    if engine:
        return _("Search: %(name)s") % {"name": engine}, "search"
    if host:
        return _("Link from %(host)s") % {"host": host.removeprefix("www.")}, "link"
    return _("Came by themselves"), "globe"


def _touches(found: Journey) -> list[dict[str, object]]:
    sides = [(_("First came by"), found.first), (_("Last came by"), found.last)]
    if found.first == found.last:
        sides = [(_("Came by"), found.first)]
    return [_touch(title, touch) for title, touch in sides if touch]


def _touch(title: str, touch: Touch) -> dict[str, object]:
    name, icon = way_here(touch)
    landing = urlsplit(touch.landing)
    facts = [
        (_("Campaign"), touch.campaign),
        (_("Source and medium"), " / ".join(part for part in (touch.source, touch.medium) if part)),
        (_("Media code"), touch.media_code),
        (_("First page"), landing.path),
        (_("Click id"), f"{touch.click_type} {touch.click_id[:16]}".strip()),
    ]
    return {"title": title, "name": name, "icon": icon, "at": touch.at, "facts": [fact for fact in facts if fact[1]]}


def _purchases(node_ids: Sequence[UUID]) -> list[Purchase]:
    found = list(orders.orders_of(node_ids).filter(cancelled_at=None)[:MOST_ORDERS])
    skus = _skus(one.id for one in found)
    return [
        Purchase(
            id=one.id,
            number=one.number,
            at=one.placed_at,
            channel=one.channel_id,
            amount=one.goods_total,
            currency=one.currency,
            medium=one.medium,
            skus=frozenset(skus[one.id]),
        )
        for one in found
    ]


def _skus(order_ids: Iterable[UUID]) -> dict[UUID, set[str]]:
    """Give the codes of what was bought: a site may tell of a product or of one of its variants."""
    codes: dict[UUID, set[str]] = defaultdict(set)
    lines = OrderLine.objects.filter(order_id__in=list(order_ids), kind="goods")
    for order_id, sku, code in lines.values_list("order_id", "sku", "variant__product__code"):
        codes[order_id] |= {sku, code} - {None}
    return codes
