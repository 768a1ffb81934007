# SPDX-License-Identifier: Apache-2.0
"""Words of menus: what areas do, pages, icons, layouts, states and what is wrong."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from omotenashi.engagement.messaging.queries import menus as rules


def audiences() -> dict[str, str]:
    """Name who sees a menu."""
    return {rules.ALL: pgettext("menu", "All friends"), rules.MEMBERS: pgettext("menu", "Members")}


def kinds() -> dict[str, str]:
    """Name what an area may do."""
    return {rules.PAGE: _("Open a page of ours"), rules.LINK: _("Open an address"), rules.SAY: _("Say something")}


def pages() -> dict[str, str]:
    """Name the pages of ours."""
    return {
        "card": _("Member card"), "shop": _("Online shop"), "stores": _("Find a shop"), "wallet": _("Coupons and points"),
        "orders": _("My orders"), "search": _("Search products"), "wishes": _("My wishes"), "receipts": _("My receipts"),
        "preferences": _("What I want to hear"),
    }  # fmt: skip


def icons() -> dict[str, str]:
    """Name the icons."""
    return {
        "": pgettext("icon", "None"), "barcode": pgettext("icon", "Card"), "store": pgettext("icon", "Shop"),
        "box": pgettext("icon", "Parcel"), "search": pgettext("icon", "Search"), "tag": pgettext("icon", "Price tag"),
        "receipt": pgettext("icon", "Receipt"), "calendar": pgettext("icon", "Calendar"), "bell": pgettext("icon", "Bell"),
        "chat": pgettext("icon", "Chat"), "phone": pgettext("icon", "Telephone"), "home": pgettext("icon", "House"),
        "person": pgettext("icon", "Person"), "flag": pgettext("icon", "Flag"), "globe": pgettext("icon", "Globe"),
        "gear": pgettext("icon", "Gear"), "info": pgettext("icon", "Information"),
    }  # fmt: skip


def layout(one: rules.Layout) -> str:
    """Name a layout: its height and how many areas it has."""
    count = len(one.boxes)
    if one.height == rules.TALL:
        return ngettext("Large, %(n)s area", "Large, %(n)s areas", count) % {"n": count}
    return ngettext("Compact, %(n)s area", "Compact, %(n)s areas", count) % {"n": count}


def wrong(bad: rules.BadMenu) -> str:
    """Say what is wrong with a menu."""
    said = {
        "layout": _("Choose a layout."),
        "bar": _("The text of the chat bar has 1 to 14 characters."),
        "areas": _("Each area needs a label and what it does."),
        "label": _("The label has 1 to 20 characters."),
        rules.PAGE: _("Choose a page."),
        rules.LINK: _("An address begins with https://, http:// or tel:."),
        rules.SAY: _("What is said has 1 to 300 characters."),
        "kind": _("Choose what it does."),
        "period": _("It ends after it begins, and not in the past."),
        "picture": _("Please choose a PNG or JPEG."),
        "heavy": _("The picture weighs more than 1 MB."),
        "size": _("A large picture is 2500 × 1686, 1200 × 810 or 800 × 540; a compact one 2500 × 843, 1200 × 405 or 800 × 270."),
        "missing": _("Choose a picture."),
        "letters": _("The picture cannot be drawn: a label holds a sign that no letter exists for."),
    }.get(bad.reason, _("This cannot be published."))  # fmt: skip
    return _("Area %(n)s: %(what)s") % {"n": bad.area, "what": said} if bad.area else said
