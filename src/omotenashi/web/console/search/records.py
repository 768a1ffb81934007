# SPDX-License-Identifier: Apache-2.0
"""⌘K over the record: customers, orders, products, shops, and commands. Each only for who may see it."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.orders.models import Order
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.models import Profile
from omotenashi.people.staff.queries import may
from omotenashi.places.locations.models import Location
from omotenashi.web.console.customers.listing import label, shown_phone
from omotenashi.web.console.customers.masking import Sight
from omotenashi.web.console.search.sources import MOST, Found, Item, Source
from omotenashi.web.ui.tags.formats import day, money

# Below this length a search names half the shop.
SHORTEST = 2


def people(query: str, user: Any) -> Found:
    """Customers by name, kana, phone, mail, member number; a single kanji is a name, too."""
    found = Found(_("Customers"))
    if query and may(user, "customers.view") and (len(query) >= SHORTEST or not query.isascii()):
        sight = Sight.of(user)
        found.items.extend(_person(profile, sight) for profile in customers.search_profiles(query)[:MOST])
    return found


def _person(profile: Profile, sight: Sight) -> Item:
    reach = sight.field("email", profile.email) or shown_phone(profile, sight)
    detail = " · ".join(part for part in (profile.kana, profile.member_no, reach) if part)
    return Item(
        title=label(profile, sight), href=reverse("console:customer", args=[profile.pk]), detail=detail, icon="people"
    )


def orders(query: str, user: Any) -> Found:
    """Orders whose number begins with the query."""
    found = Found(_("Orders"))
    if len(query) >= SHORTEST and may(user, "orders.view"):
        hits = Order.objects.filter(Q(number__startswith=query) | Q(number__startswith=query.upper())).order_by(
            "number"
        )
        found.items.extend(_order(order) for order in hits[:MOST])
    return found


def _order(order: Order) -> Item:
    detail = f"{day(order.placed_at)} · {money(order.goods_total, order.currency)}"
    href = reverse("console:order", args=[order.id])
    return Item(title=order.number, href=href, detail=detail, icon="receipt", channel=order.channel_id)


def products(query: str, user: Any) -> Found:
    """Products by name, code, SKU, barcode."""
    found = Found(_("Products"))
    if query and may(user, "products.view") and (len(query) >= SHORTEST or not query.isascii()):
        found.items.extend(
            Item(
                title=str(product), href=reverse("console:product", args=[product.id]), detail=product.code, icon="box"
            )
            for product in catalogue.search_products(query)[:MOST]
        )
    return found


def shops(query: str, user: Any) -> Found:
    """Shops by name or code."""
    found = Found(_("Shops"))
    if query and may(user, "locations.view"):
        hits = Location.objects.filter(Q(name__icontains=query) | Q(code__icontains=query))
        found.items.extend(
            Item(title=place.name, href=reverse("console:shop", args=[place.id]), detail=place.code, icon="store")
            for place in hits[:MOST]
        )
    return found


def office(query: str, user: Any) -> Found:
    """What one can do in this office from anywhere, by name."""
    known = [
        (_("Export customers"), "console:customers-export", "customers.export", "download"),
        (_("Export orders"), "console:orders-export", "orders.export", "download"),
        (_("Add a colleague"), "console:settings-staff-new", "staff.edit", "plus"),
        (_("Issue a key"), "console:settings-keys", "api_keys.edit", "key"),
        (_("Who may do what"), "console:settings-roles", "", "shield"),
        (_("Read the audit log"), "console:settings-audit", "audit.view", "lock"),
    ]
    found = Found(_("Office"))
    for title, name, needed, icon in known:
        if query and query.casefold() in title.casefold() and (not needed or may(user, needed)):
            found.items.append(Item(title=title, href=reverse(name), icon=icon))
    return found


RECORDS: list[Source] = [people, orders, products, shops, office]
