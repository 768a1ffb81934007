# SPDX-License-Identifier: Apache-2.0
"""What permissions are called, grouped as the office thinks of them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PERMISSION_NAMES: dict[str, str | Promise] = {
    "customers.view": _("See customers"),
    "customers.edit": _("Edit customers"),
    "customers.export": _("Export customers"),
    "customers.note": _("Write notes and plan visits"),
    "customers.contacts": _("See phone, mail and address in full"),
    "customers.merge": _("Join and separate customers"),
    "customers.erase": _("Erase customers"),
    "consents.view": _("See consents"),
    "consents.edit": _("Stop and allow sending"),
    "consents.export": _("Export consents"),
    "requests.view": _("See requests about data"),
    "requests.edit": _("Work on requests about data"),
    "orders.view": _("See orders"),
    "orders.cancel": _("Cancel orders"),
    "orders.export": _("Export orders"),
    "products.view": _("See products and stock"),
    "products.export": _("Export products"),
    "prices.edit": _("Set prices"),
    "promotions.view": _("See campaigns"),
    "promotions.edit": _("Write campaigns and make codes"),
    "points.view": _("See what points are worth"),
    "points.edit": _("Change the rules of points and ranks"),
    "sourcing.view": _("See how places are chosen"),
    "sourcing.edit": _("Change how places are chosen"),
    "invariants.view": _("See whether the books hold"),
    "locations.view": _("See shops"),
    "locations.edit": _("Edit shops"),
    "measures.view": _("See figures"),
    "measures.export": _("Export figures"),
    "datamap.view": _("See the data map"),
    "imports.view": _("See imports"),
    "imports.run": _("Import data"),
    "sources.view": _("See sources of events"),
    "sources.edit": _("Connect and end sources of events"),
    "staff.view": _("See staff"),
    "staff.edit": _("Hire and dismiss staff"),
    "settings.edit": _("Change settings"),
    "audit.view": _("Read the audit log"),
    "api_keys.edit": _("Issue API keys"),
}
GROUP_NAMES: dict[str, str | Promise] = {
    "customers": _("Customers"),
    "consents": _("Customers"),
    "requests": _("Customers"),
    "orders": _("Orders"),
    "products": _("Products"),
    "prices": _("Products"),
    "promotions": _("Campaigns and points"),
    "points": _("Campaigns and points"),
    "sourcing": _("Orders"),
    "invariants": _("Data"),
    "locations": _("Shops"),
    "measures": _("Analysis"),
    "datamap": _("Data"),
    "imports": _("Data"),
    "sources": _("Data"),
    "staff": _("Settings"),
    "settings": _("Settings"),
    "audit": _("Settings"),
    "api_keys": _("Settings"),
}


def permission_name(permission: str) -> str:
    """Name a permission; one without a name stands for itself."""
    return str(PERMISSION_NAMES.get(permission, permission))
