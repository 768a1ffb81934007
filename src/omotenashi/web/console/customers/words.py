# SPDX-License-Identifier: Apache-2.0
"""How kinds of keys, purposes, rules and facts are called. English ids; Japanese in locale."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from omotenashi.base.text import phone
from omotenashi.web.ui.tags.icons import channel_name

KEY_NAMES: dict[str, str | Promise] = {
    "user_id": lazy("EC account"),
    "member_no": lazy("Member number"),
    "line_user_id": lazy("LINE account"),
    "email": lazy("Mail address"),
    "phone": lazy("Phone number"),
    "device_id": lazy("App device"),
    "anonymous_id": lazy("Browser"),
    "push_endpoint": lazy("Browser for notifications"),
    "receipt": lazy("Receipt"),
    "post": lazy("Postal address"),
}
# The channel in whose colour a key is shown.
KEY_CHANNELS = {
    "user_id": "EC",
    "member_no": "STORE",
    "line_user_id": "LINE",
    "email": "MAIL",
    "phone": "PHONE",
    "device_id": "APP",
    "anonymous_id": "EC",
    "push_endpoint": "APP",
    "receipt": "STORE",
    "post": "DM",
}
# Keys under which behaviour arrives.
BEHAVING = frozenset({"anonymous_id", "device_id", "user_id", "line_user_id"})
CONTACT_NAMES: dict[str, str | Promise] = {
    "email": lazy("Mail"),
    "sms": lazy("SMS"),
    "line": lazy("LINE"),
    "push": lazy("Web push"),
    "post": lazy("Postcard"),
}
CONTACT_CHANNELS = {"email": "MAIL", "sms": "PHONE", "line": "LINE", "push": "APP", "post": "DM"}
PURPOSES: dict[str, str | Promise] = {
    "order": lazy("Order messages"),
    "marketing": lazy("News and offers"),
    "analytics": lazy("Analysis of behaviour"),
    "profiling": lazy("Personal recommendations"),
}
CONSENT_STATES: dict[str, tuple[str, str | Promise]] = {
    "granted": ("good", lazy("Agreed")),
    "denied": ("bad", lazy("Refused")),
    "withdrawn": ("bad", lazy("Withdrawn")),
}
# In which channel a source stands, for the sources whose name says it.
SOURCE_CHANNELS = {"till": "STORE", "pos": "STORE", "ec": "EC", "line": "LINE", "phone": "PHONE"}
# In which channel a source of entries stands.
SOURCE_KIND_CHANNELS = {
    "web": "EC", "app": "APP", "line": "LINE", "pos": "STORE", "sensor": "STORE", "email": "MAIL", "phone": "PHONE",
}  # fmt: skip
# What people do on a site, in an app, at a till: a sentence, and the properties that say what it was about.
ACTS: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "Page Viewed": (lazy("Saw the page “%(what)s”"), ("title", "name", "path", "url")),
    "Screen Viewed": (lazy("Saw the screen “%(what)s”"), ("name", "title")),
    "Products Searched": (lazy("Searched for “%(what)s”"), ("query",)),
    "Product List Viewed": (lazy("Looked through %(what)s"), ("category", "list_id")),
    "Product Viewed": (lazy("Looked at %(what)s"), ("name", "sku", "product_id")),
    "Product Clicked": (lazy("Pressed %(what)s"), ("name", "sku", "product_id")),
    "Product Added": (lazy("Put %(what)s in the cart"), ("name", "sku", "product_id")),
    "Product Removed": (lazy("Took %(what)s out of the cart"), ("name", "sku", "product_id")),
    "Cart Viewed": (lazy("Looked at the cart: %(what)s"), ()),
    "Checkout Started": (lazy("Began to check out: %(what)s"), ()),
    "Order Completed": (lazy("Placed order %(what)s"), ("order_id",)),
    "Form Started": (lazy("Began the form “%(what)s”"), ("form", "name", "form_id", "path")),
    "Form Submitted": (lazy("Sent the form “%(what)s”"), ("form", "name", "form_id", "path")),
    "Inquiry Sent": (lazy("Asked: “%(what)s”"), ("subject", "message", "text")),
    "Support Requested": (lazy("Asked: “%(what)s”"), ("subject", "message", "text")),
    "Purchase Reason Given": (lazy("Bought because of: %(what)s"), ("reason", "comment")),
    "Identified": (lazy("Gave a name or key: %(what)s"), ("name", "email")),
    "Store Visited": (lazy("Came to %(what)s"), ("store", "name", "location")),
}
BARE_ACTS: dict[str, str | Promise] = {
    "Friend Added": lazy("Added on LINE"),
    "Friend Removed": lazy("Blocked on LINE"),
    "Page Viewed": lazy("Saw a page"),
    "Screen Viewed": lazy("Saw a screen"),
    "Products Searched": lazy("Searched"),
    "Product List Viewed": lazy("Looked through a list"),
    "Product Viewed": lazy("Looked at a product"),
    "Product Clicked": lazy("Pressed a product"),
    "Product Added": lazy("Put something in the cart"),
    "Product Removed": lazy("Took something out of the cart"),
    "Cart Viewed": lazy("Looked at the cart"),
    "Checkout Started": lazy("Began to check out"),
    "Order Completed": lazy("Placed an order"),
    "Form Started": lazy("Began a form"),
    "Form Submitted": lazy("Sent a form"),
    "Inquiry Sent": lazy("Asked something"),
    "Support Requested": lazy("Asked something"),
    "Purchase Reason Given": lazy("Said why they bought"),
    "Identified": lazy("Signed in or gave a key"),
    "Store Visited": lazy("Came to a shop"),
}
POINT_TYPES: dict[str, str | Promise] = {
    "earn": lazy("Points earned"),
    "burn": lazy("Points used"),
    "expire": lazy("Points expired"),
    "adjust": lazy("Points adjusted"),
    "activate": lazy("Points can be used now"),
    "hold": lazy("Points set aside"),
    "release": lazy("Points set free"),
    "reverse_earn": lazy("Points taken back"),
    "reverse_burn": lazy("Points given back"),
}
FIELD_NAMES: dict[str, str | Promise] = {
    "name": lazy("Name"),
    "kana": lazy("Kana"),
    "member_no": lazy("Member number"),
    "email": lazy("Mail address"),
    "phone": lazy("Phone number"),
    "postal_code": lazy("Postal code"),
    "prefecture": lazy("Prefecture"),
    "city": lazy("City"),
    "address": lazy("Address"),
    "birth_date": lazy("Birthday"),
    "gender": lazy("Gender"),
    "rank": lazy("Rank in the profile"),
    "zone": lazy("Time zone"),
    "device_zone": lazy("Time zone of the device"),
    "registered_at": lazy("Registered"),
}
# Why two keys are one human, where no record named both.
LINKS: dict[str, str | Promise] = {
    "link:staff": lazy("A colleague decided that they are one person"),
    "link:suggestion": lazy("A suggestion of identity resolution was accepted"),
    "link:claim": lazy("The customer claimed it with the receipt"),
    "link:line": lazy("The customer linked the LINE account"),
    "alias": lazy("A site or app said that both are one person"),
}
JOIN_KINDS: dict[str, tuple[str, str | Promise]] = {
    "merge": ("info", lazy("Became one person")),
    "unmerge": ("warn", lazy("Taken apart")),
    "retract": ("warn", lazy("A source took back what it said")),
    "keep_apart": ("warn", lazy("Kept apart by decision")),
    "lift": ("quiet", lazy("May be joined again")),
    "demote": ("quiet", lazy("Not joined: a rule forbade it")),
    "freeze": ("bad", lazy("Frozen: too many keys or joins")),
    "share": ("quiet", lazy("A key turned out to be shared")),
}
REFUSALS: dict[str, str | Promise] = {
    "no_link": lazy("Nothing was changed: somebody decided that they are different people. Lift that first."),
    "frozen": lazy("Nothing was changed: this person has too many keys and is frozen."),
    "shared": lazy("Nothing was changed: this key is shared by several people."),
    "apart": lazy("Nothing was changed: they are apart already."),
    "together": lazy("Nothing was changed: they are one person already. Take them apart first."),
    "unknown": lazy("Nothing was changed: this no longer exists."),
}
GENDERS: dict[str, str | Promise] = {
    "female": lazy("Female"),
    "male": lazy("Male"),
    "other": lazy("Other"),
    "unknown": lazy("Not told"),
}


def key_name(kind: str) -> str:
    """Name a kind of key; keys of another system carry the system's name."""
    if kind.startswith("external:"):
        return _("Customer in %(system)s") % {"system": kind.removeprefix("external:")}
    return str(KEY_NAMES.get(kind, kind))


def key_channel(kind: str) -> str:
    """Give the channel in whose colour a key is shown."""
    return KEY_CHANNELS.get(kind, "EC")


OTHER_SOURCES: dict[str, str | Promise] = {
    "entry": lazy("Site or app"),
    "staff": lazy("A colleague"),
    "order": lazy("An order"),
    "suggestion": lazy("Identity resolution"),
    "claim": lazy("The customer"),
    "portal": lazy("The customer"),
    "rules": lazy("A rule"),
    "journey": lazy("A scenario"),
    "api": lazy("API"),
}


def source_name(source: str) -> str:
    """Name where something was told: a channel, an import, else the source's own code."""
    if source in OTHER_SOURCES:
        return str(OTHER_SOURCES[source])
    if source in SOURCE_CHANNELS:
        return channel_name(SOURCE_CHANNELS[source])
    return _("Import") if source.startswith("import") else source


def key_value(kind: str, value: str | None) -> str:
    """Write a key as people read it; an erased one has no value any more."""
    if value is None:
        return _("erased")
    if kind == "push_endpoint":
        # Nobody reads it out: its end tells two browsers of one person apart.
        return f"…{value[-8:]}"
    return phone.shown(value) if kind == "phone" else value


def refusal(reason: str) -> str:
    """Say why a join or its undoing was refused."""
    if reason.startswith("limit:"):
        return _("Nothing was changed: one person may not have so many of “%(key)s”.") % {
            "key": key_name(reason.removeprefix("limit:"))
        }
    return str(REFUSALS.get(reason, _("Nothing was changed.")))
