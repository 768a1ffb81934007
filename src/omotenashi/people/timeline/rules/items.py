# SPDX-License-Identifier: Apache-2.0
"""One item of the Segment protocol becomes one entry to write, or a refusal with a reason (segment-http.md 3, 4, 7).

This runs for each event that reaches us, so it is written for speed: plain dictionaries, one pass, no copies.
"""

import os
from collections.abc import Callable
from typing import Any

from omotenashi.base.text import zones
from omotenashi.people.timeline.rules import cleaning, clocks, quick
from omotenashi.people.timeline.rules.shapes import (
    LARGEST_ITEM,
    LONGEST_ID,
    LONGEST_MESSAGE_ID,
    Around,
    Item,
    Origin,
    Refusal,
)
from omotenashi.people.timeline.rules.sources import is_machine

MOST_ITEMS = 2500
_LARGEST = 10**30
NAMES = {
    "identify": "Identified", "page": "Page Viewed", "screen": "Screen Viewed", "group": "Group Joined",
    "alias": "Aliased", "track": "",
}  # fmt: skip
_OWN_TRAITS = {"email": "email", "phone": "phone"}


def item_of(raw: bytes, *, around: Around, origin: Origin) -> Item | Refusal:
    """Read one item."""
    if len(raw) > LARGEST_ITEM:
        return Refusal("item_too_large", str(len(raw)), raw, around.received, origin.source_id)
    return quick.track_of(raw, around=around, origin=origin) or slow_item_of(raw, around=around, origin=origin)


def slow_item_of(raw: bytes, *, around: Around, origin: Origin) -> Item | Refusal:
    """Read one item of any type, however odd."""
    try:
        said = cleaning.read(raw)
    except cleaning.Malformed as error:
        return Refusal("malformed", str(error), raw, around.received, origin.source_id)
    if type(said) is not dict:
        return Refusal("unknown_type", type(said).__name__, raw, around.received, origin.source_id)
    found = _item(said, raw, around, origin)
    if isinstance(found, Item):
        return found
    reason, detail = found
    return Refusal(reason, detail, raw, around.received, origin.source_id)


def _item(said: dict[str, Any], raw: bytes, around: Around, origin: Origin) -> Any:
    """Give the item, or the reason and its detail."""
    pop = said.pop
    pop("writeKey", None)
    kind = pop("type", None) or around.type
    if around.type and kind != around.type:
        return "type_mismatch", f"{kind!r:.60}"
    name = NAMES.get(kind) if type(kind) is str else None
    if name is None:
        return "unknown_type", f"{kind!r:.60}"
    message_id = _plain(pop("messageId", None))
    if len(message_id) > LONGEST_MESSAGE_ID:
        return "message_id_too_long", str(len(message_id))
    message_id = message_id or f"omo-{os.urandom(16).hex()}"
    user, visitor = _id(pop("userId", None)), _id(pop("anonymousId", None))
    context = pop("context", None)
    context = {**around.context, **context} if type(context) is dict else dict(around.context)
    stamp, sent_at = pop("timestamp", None), pop("sentAt", None)
    original = clocks.read(stamp)
    sent = clocks.read(sent_at) if sent_at is not None else around.sent
    reader = _READERS[kind]
    found = reader(said, user, visitor, context, origin)
    if type(found[0]) is str:
        return found
    keys, props, named = found
    _complete(context, said, around, origin, stamp is not None and original is None)
    return Item(
        origin.trust + message_id.encode(), kind, named or name, keys, around.received,
        clocks.event_time(original, sent, around.received, origin.keeps_own_time),
        original, sent, cleaning.written(props), cleaning.written(context), raw, origin,
    )  # fmt: skip


def _track(said: dict[str, Any], user: str, visitor: str, context: dict[str, Any], _origin: Origin) -> Any:
    name, props = said.pop("event", None), said.pop("properties", None)
    if type(name) is not str or not name.strip():
        return "no_event_name", ""
    keys = _keys(user, visitor, context)
    if not keys:
        return "no_id", ""
    return keys, props if type(props) is dict else {}, cleaning.text(name.strip()[:LONGEST_ID])


def _view(said: dict[str, Any], user: str, visitor: str, context: dict[str, Any], _origin: Origin) -> Any:
    keys = _keys(user, visitor, context)
    if not keys:
        return "no_id", ""
    props = said.pop("properties", None)
    props = props if type(props) is dict else {}
    for name in ("name", "category"):
        value = said.pop(name, None)
        if value is not None:
            props.setdefault(name, value)
    return keys, props, ""


def _identify(said: dict[str, Any], user: str, visitor: str, context: dict[str, Any], origin: Origin) -> Any:
    traits = said.pop("traits", None)
    traits = traits if type(traits) is dict else {}
    around = context.get("traits")
    told = {**around, **traits} if type(around) is dict else traits
    keys = _keys(user, visitor, context)
    if not keys:
        return "no_id", ""
    for trait, kind in _OWN_TRAITS.items():
        value = _id(told.get(trait))
        if value:
            keys = (*keys, (kind, value))
    line = _id(told.get("line_user_id"))
    if line and origin.verifying:
        keys = (*keys, ("line_user_id", line))
    return keys, traits, ""


def _group(said: dict[str, Any], user: str, visitor: str, context: dict[str, Any], _origin: Origin) -> Any:
    group, traits = _id(said.pop("groupId", None)), said.pop("traits", None)
    if not group:
        return "no_group", ""
    # The strongest key alone: a company is never a reason to join people.
    keys = _keys(user, visitor, context)[:1]
    if not keys:
        return "no_id", ""
    return keys, {**(traits if type(traits) is dict else {}), "groupId": group}, ""


def _alias(said: dict[str, Any], user: str, _visitor: str, _context: dict[str, Any], _origin: Origin) -> Any:
    previous = _id(said.pop("previousId", None))
    if not user or not previous:
        return "bad_alias", ""
    keys: tuple[tuple[str, str], ...] = (("user_id", user),)
    if previous != user:
        # Two user ids never meet through an entry, so only these two readings could join anything.
        keys = (*keys, ("email" if "@" in previous else "anonymous_id", previous))
    return keys, {}, ""


_READERS: dict[str, Callable[[dict[str, Any], str, str, dict[str, Any], Origin], Any]] = {
    "track": _track, "page": _view, "screen": _view, "identify": _identify, "group": _group, "alias": _alias,
}  # fmt: skip


def _keys(user: str, visitor: str, context: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    device = context.get("device")
    installed = _id(device.get("id")) if type(device) is dict else ""
    if installed:
        every = (("user_id", user), ("device_id", installed), ("anonymous_id", visitor))
        return tuple(key for key in every if key[1])
    if user:
        return (("user_id", user), ("anonymous_id", visitor)) if visitor else (("user_id", user),)
    return (("anonymous_id", visitor),) if visitor else ()


def _complete(context: dict[str, Any], said: dict[str, Any], around: Around, origin: Origin, unread: bool) -> None:
    """Add to the context what the connection knows, and what nobody knows the meaning of."""
    integrations = said.pop("integrations", None)
    integrations = {**around.integrations, **integrations} if type(integrations) is dict else around.integrations
    if integrations:
        context["_integrations"] = integrations
    if said and (extra := {key: value for key, value in said.items() if value is not None}):
        context["_extra"] = extra
    if origin.public:
        if around.address and "ip" not in context:
            context["ip"] = around.address
        if around.user_agent and "userAgent" not in context:
            context["userAgent"] = around.user_agent
    if context.get("direct") is True and around.address:
        context["ip"] = around.address
    agent = context.get("userAgent")
    if type(agent) is str and is_machine(agent):
        context["machine"] = True
    if around.retry:
        context["_retry"] = around.retry
    unknown = [
        name for name, known in (("store_id", origin.stores), ("staff_id", origin.people)) if _odd(context, name, known)
    ]
    if context.get("timezone") and not zones.known(context["timezone"]):
        unknown.append("timezone")
    if unknown:
        context["_unknown"] = unknown
    if unread:
        context["_unread"] = ["timestamp"]


def _odd(context: dict[str, Any], name: str, known: frozenset[str]) -> bool:
    value = context.get(name)
    return value is not None and str(value) not in known


def _id(value: object) -> str:
    """Give an id as text; too long a one is none."""
    found = _plain(value)
    return found if len(found) <= LONGEST_ID else ""


def _plain(value: object) -> str:
    if type(value) is str:
        return cleaning.text(value)
    if type(value) is int and -_LARGEST < value < _LARGEST:
        return str(value)
    if type(value) is float and value.is_integer() and abs(value) < _LARGEST:
        return str(int(value))
    return ""
