# SPDX-License-Identifier: Apache-2.0
"""What each role may do. One table, readable by whoever asks why."""

from enum import StrEnum


class Role(StrEnum):
    """本部, 店長, 店舗スタッフ, CS, 開発者."""

    HEADQUARTERS = "headquarters"
    MANAGER = "manager"
    CLERK = "clerk"
    SUPPORT = "support"
    DEVELOPER = "developer"


_EVERYONE = frozenset(Role)
_OFFICE = frozenset({Role.HEADQUARTERS})
_LEADERS = frozenset({Role.HEADQUARTERS, Role.MANAGER})
_BUILDERS = frozenset({Role.HEADQUARTERS, Role.DEVELOPER})
_FLOOR = frozenset({Role.HEADQUARTERS, Role.MANAGER, Role.CLERK})
_CARE = frozenset({Role.HEADQUARTERS, Role.SUPPORT})

PERMISSIONS: dict[str, frozenset[Role]] = {
    "customers.view": _EVERYONE,
    "customers.export": _LEADERS,
    "customers.edit": frozenset({Role.HEADQUARTERS, Role.MANAGER, Role.SUPPORT}),
    "customers.note": _EVERYONE,
    "customers.care": frozenset({Role.HEADQUARTERS, Role.MANAGER, Role.CLERK, Role.SUPPORT}),
    "customers.contacts": frozenset({Role.HEADQUARTERS, Role.MANAGER, Role.SUPPORT}),
    "customers.merge": frozenset({Role.HEADQUARTERS, Role.MANAGER, Role.SUPPORT}),
    "customers.erase": _CARE,
    "segments.edit": frozenset({Role.HEADQUARTERS, Role.MANAGER, Role.SUPPORT}),
    "consents.view": frozenset({Role.HEADQUARTERS, Role.MANAGER, Role.SUPPORT}),
    "consents.edit": _CARE,
    "consents.export": _OFFICE,
    "requests.view": _CARE,
    "requests.edit": _CARE,
    "orders.view": _EVERYONE,
    "orders.export": _LEADERS,
    "orders.edit": frozenset({Role.HEADQUARTERS, Role.MANAGER, Role.SUPPORT}),
    "orders.cancel": frozenset({Role.HEADQUARTERS, Role.MANAGER, Role.SUPPORT}),
    "sales.make": frozenset({Role.HEADQUARTERS, Role.MANAGER, Role.CLERK}),
    "sales.reprice": _LEADERS,
    "tills.settle": _LEADERS,
    "fulfilment.view": _EVERYONE,
    "fulfilment.work": _FLOOR,
    "fulfilment.settle": frozenset({Role.HEADQUARTERS, Role.MANAGER, Role.SUPPORT}),
    "fulfilment.policy": _OFFICE,
    "returns.view": _EVERYONE,
    "returns.receive": _FLOOR,
    "returns.approve": frozenset({Role.HEADQUARTERS, Role.MANAGER, Role.SUPPORT}),
    "try_ons.work": _FLOOR,
    "payments.view": frozenset({Role.HEADQUARTERS, Role.MANAGER, Role.SUPPORT}),
    "payments.refund": _CARE,
    "payments.export": _OFFICE,
    "payments.settings": _OFFICE,
    "drawers.view": _LEADERS,
    "credits.view": _LEADERS,
    "credits.export": _LEADERS,
    "products.view": _EVERYONE,
    "products.export": _EVERYONE,
    "stock.work": _FLOOR,
    "stock.approve": _LEADERS,
    "prices.edit": _OFFICE,
    "reviews.view": _EVERYONE,
    "reviews.edit": frozenset({Role.HEADQUARTERS, Role.MANAGER, Role.SUPPORT}),
    "promotions.view": _EVERYONE,
    "promotions.edit": _OFFICE,
    "messages.view": frozenset({Role.HEADQUARTERS, Role.MANAGER, Role.SUPPORT}),
    "messages.edit": _OFFICE,
    "messages.publish": _OFFICE,
    "messages.approve": _LEADERS,
    "prints.make": _FLOOR,
    "prints.flyers": _LEADERS,
    "points.view": frozenset({Role.HEADQUARTERS, Role.MANAGER, Role.SUPPORT}),
    "points.edit": _OFFICE,
    "sourcing.view": frozenset({Role.HEADQUARTERS, Role.MANAGER, Role.DEVELOPER}),
    "sourcing.edit": _OFFICE,
    "invariants.view": _BUILDERS,
    "locations.view": _EVERYONE,
    "locations.edit": _OFFICE,
    "locations.hours": _LEADERS,
    "measures.view": frozenset({Role.HEADQUARTERS, Role.MANAGER, Role.SUPPORT, Role.DEVELOPER}),
    "measures.explore": frozenset({Role.HEADQUARTERS, Role.MANAGER, Role.DEVELOPER}),
    "measures.export": _LEADERS,
    "measures.share": _LEADERS,
    "datamap.view": frozenset({Role.HEADQUARTERS, Role.MANAGER, Role.DEVELOPER}),
    "imports.view": _BUILDERS,
    "imports.run": _BUILDERS,
    "sources.view": _BUILDERS,
    "sources.edit": _BUILDERS,
    "staff.view": _BUILDERS,
    "staff.edit": _OFFICE,
    "settings.edit": _OFFICE,
    "audit.view": _BUILDERS,
    "api_keys.edit": _BUILDERS,
}

# What somebody may for the shop where they work, and for no other. Who works at no shop may not at all.
AT_OWN_SHOP: dict[str, frozenset[Role]] = {"measures.explore": frozenset({Role.MANAGER})}


def is_bound(role: str, permission: str) -> bool:
    """Say whether a role may do something for the own shop alone."""
    return role in AT_OWN_SHOP.get(permission, ())


def may(role: str, permission: str, *, has_shop: bool) -> bool:
    """Say whether somebody of a role may do something. Raises KeyError for a permission that does not exist."""
    return role in PERMISSIONS[permission] and (has_shop or not is_bound(role, permission))
