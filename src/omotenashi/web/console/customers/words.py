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
    "receipt": lazy("Receipt"),
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
    "receipt": "STORE",
}
CONTACT_NAMES: dict[str, str | Promise] = {"email": lazy("Mail"), "sms": lazy("SMS"), "line": lazy("LINE")}
CONTACT_CHANNELS = {"email": "MAIL", "sms": "PHONE", "line": "LINE"}
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
POINT_TYPES: dict[str, str | Promise] = {
    "earn": lazy("Points earned"),
    "burn": lazy("Points used"),
    "expire": lazy("Points expired"),
    "adjust": lazy("Points adjusted"),
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


def source_name(source: str) -> str:
    """Name where something was told: a channel, an import, else the source's own code."""
    if source in SOURCE_CHANNELS:
        return channel_name(SOURCE_CHANNELS[source])
    return _("Import") if source.startswith("import") else source


def key_value(kind: str, value: str | None) -> str:
    """Write a key as people read it; an erased one has no value any more."""
    if value is None:
        return _("erased")
    return phone.shown(value) if kind == "phone" else value
