# SPDX-License-Identifier: Apache-2.0
"""What an entry keeps when its person is erased: what was done and for how much, not by whom."""

from collections.abc import Mapping
from typing import Any

from omotenashi.base.text import agents

# Whatever the entry, these keys say who somebody is; written without case and signs.
PERSONAL = frozenset(
    """
    address addresses age avatar billing birthdate birthday city comment company contact deviceid email fax firstname fullname
    gender ip kana lastname latitude lineuserid location longitude mail memberno message name namekana note phone
    postalcode prefecture question recipient room shipping street tel telephone title traits url useragent userid
    username zip
    """.split()
)
# Entries whose properties are all about the human, and those in which a general key is not (a product has a name).
WHOLE = frozenset(
    {"identify", "alias", "group", "Form Submitted", "Form Started", "Contact Requested", "Review Written"}
)
HARMLESS = {
    "Product Viewed": frozenset({"name", "url", "title"}),
    "Product Added": frozenset({"name", "url", "title"}),
    "Product Removed": frozenset({"name", "url", "title"}),
    "Order Completed": frozenset({"name"}),
    "page": frozenset({"name", "title"}),
    "screen": frozenset({"name", "title"}),
}
# Of the context only what tells the machine and the way stays.
KEPT_CONTEXT = frozenset({"active", "campaign", "channel", "consent", "library", "locale", "machine", "os", "timezone"})


def stripped_props(props: Mapping[str, Any], *, type: str, name: str) -> dict[str, Any]:  # noqa: A002  # the contract's word
    """Give the properties of an entry without the human."""
    if type in WHOLE or name in WHOLE:
        return {}
    # Our own events hold ids and plain values, no human; but for words that somebody wrote.
    if type == "event":
        return {key: value for key, value in props.items() if key != "comment"}
    harmless = HARMLESS.get(name, HARMLESS.get(type, frozenset()))
    return {key: _inner(value) for key, value in props.items() if _plain(key) not in PERSONAL - harmless}


def stripped_context(context: Mapping[str, Any]) -> dict[str, Any]:
    """Give the context of an entry without the human; of the browser's name the kind of device stays."""
    kept = {key: value for key, value in context.items() if key in KEPT_CONTEXT}
    kind = agents.kept_of(context)
    return {**kept, agents.KEPT: kind} if kind else kept


def _inner(value: Any) -> Any:
    """Lists of products keep their names; what is nested deeper loses every personal key but a product's name."""
    if isinstance(value, list):
        return [_inner(each) for each in value]
    if isinstance(value, dict):
        return {key: _inner(each) for key, each in value.items() if _plain(key) not in PERSONAL - {"name", "url"}}
    return value


def _plain(key: str) -> str:
    return "".join(char for char in key.lower() if char.isalnum())
