# SPDX-License-Identifier: Apache-2.0
"""Menus under the chat as they are read: which are there, where their pages are, who sees which, how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from omotenashi.base import bulk
from omotenashi.engagement.messaging.models import ChatMenu, ChatMenuLink
from omotenashi.engagement.messaging.queries.templates import policy
from omotenashi.engagement.messaging.rules.menus import (
    ALL,
    BRAND,
    LAYOUTS,
    LINK,
    MEMBERS,
    MOST_BYTES,
    MOST_LABEL,
    PAGE,
    SAY,
    TALL,
    WIDE,
    Area,
    BadMenu,
    Layout,
    Menu,
    check,
    fitting,
    read,
    shown,
)
from omotenashi.people.customers.models import ContactPoint

__all__ = [
    "ALL", "BRAND", "IN_REACH", "LAYOUTS", "LINK", "MEMBERS", "MOST_BYTES", "MOST_LABEL", "PAGE", "SAY", "TALL", "WIDE",
    "Area", "BadMenu", "Layout", "Menu", "Reach", "check", "fitting", "members_reached", "menu_seen_by", "menus_of", "pages",
    "read", "shown",
]  # fmt: skip

# Pages of ours a menu may open, in the order in which they are offered.
_PAGES: Mapping[str, str] = {
    "card": "portal:card", "shop": "storefront:home", "stores": "storefront:stores", "wallet": "storefront:wallet",
    "orders": "storefront:orders", "search": "storefront:search", "wishes": "storefront:wishes",
    "receipts": "portal:receipts", "preferences": "portal:door",
}  # fmt: skip
# Friends on LINE who hold a member number: {and} narrows them down.
IN_REACH = """
FROM customers_contactpoint c JOIN customers_node n ON n.id = c.node_id JOIN customers_nodeperson p ON p.node_id = n.id
WHERE c.channel = 'line' AND n.value IS NOT NULL AND n.erased_at IS NULL
  AND EXISTS (SELECT 1 FROM customers_nodeperson o JOIN customers_node m ON m.id = o.node_id
              WHERE o.person_id = p.person_id AND m.type = 'member_no' AND m.erased_at IS NULL)
  AND NOT EXISTS (SELECT 1 FROM messaging_friendship f WHERE f.contact_point_id = c.id AND NOT f.is_friend)
"""


@dataclass(frozen=True, slots=True)
class Reach:
    """How many members there are to show a menu to, and how many LINE was told of."""

    done: int
    total: int


def pages() -> dict[str, str]:
    """Give the pages of ours by their code, with the address of the house."""
    origin = policy().origin
    return {code: origin + reverse(name) for code, name in _PAGES.items()}


def menus_of(audience: str, *, most: int = 12) -> list[ChatMenu]:
    """Give the menus of an audience without their pictures, the newest first."""
    found = ChatMenu.objects.filter(audience=audience).defer("image").select_related("made_by")
    return list(found.order_by("-made_at", "-id")[:most])


def members_reached(menu: ChatMenu) -> Reach:
    """Say how far a menu of members is."""
    ((total,),) = bulk.rows(f"SELECT count(*) {IN_REACH}", [])
    return Reach(menu.links.filter(erased_at=None).count(), int(total))


def menu_seen_by(point: ContactPoint) -> ChatMenu | None:
    """Give the menu somebody sees under the chat: that of members, else that of everybody."""
    own = ChatMenuLink.objects.filter(contact_point=point, erased_at=None).exclude(menu__external_id="")
    menu = own.values_list("menu", flat=True).first()
    found = ChatMenu.objects.defer("image")
    return found.filter(pk=menu).first() if menu else found.filter(default_at__isnull=False).first()
