# SPDX-License-Identifier: Apache-2.0
"""What an event is, how it is named in storage, and who hears it.

An event is a frozen dataclass with ids and plain values. Its stored name is label and class
(`orders.OrderPlaced`); the label is the app's, so a move to another floor changes no stored name.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import msgspec
from django.apps import apps


@dataclass(frozen=True, kw_only=True)
class DomainEvent:
    """Something that happened and cannot be undone by forgetting it.

    An event that gets another name keeps the stored ones in `ALIASES`, so that what was stored can be read for ever.
    """

    ALIASES: ClassVar[tuple[str, ...]] = ()


@dataclass(frozen=True)
class Stored:
    """An event as a handler gets it: its id in the outbox, and the event."""

    event_id: str
    event: DomainEvent


Handler = Callable[[Sequence[Stored]], None]
_handlers: dict[str, tuple[tuple[type[DomainEvent], ...], Handler]] = {}
# Asked for with every event, and the same for as long as the process lives.
_names: dict[type[DomainEvent], str] = {}
# What `decode` has met: walking all classes for each event of a batch takes longer than the batch.
_by_name: dict[str, type[DomainEvent]] = {}


def on(*heard: type[DomainEvent]) -> Callable[[Handler], Handler]:
    """Sign a handler up for events and all their subclasses. It is given a batch, in the order of publication."""

    def sign_up(handler: Handler) -> Handler:
        _handlers[f"{handler.__module__}.{handler.__name__}"] = (heard, handler)
        return handler

    return sign_up


def handlers_of(event: type[DomainEvent]) -> list[str]:
    """Name the handlers that hear an event, sorted."""
    return sorted(name for name, (heard, _) in _handlers.items() if issubclass(event, heard))


def handler_named(name: str) -> Handler | None:
    """Give a handler by its name, or nothing when it no longer exists."""
    return _handlers[name][1] if name in _handlers else None


def all_handlers() -> dict[str, tuple[type[DomainEvent], ...]]:
    """Give every handler's name with the events it hears."""
    return {name: heard for name, (heard, _) in _handlers.items()}


def name_of(event: type[DomainEvent]) -> str:
    """Give the stored name of an event class: the app's label and the class name."""
    if event not in _names:
        _names[event] = _name(event)
    return _names[event]


def _name(event: type[DomainEvent]) -> str:
    config = apps.get_containing_app_config(event.__module__)
    if config is None:
        raise LookupError(f"{event.__qualname__} stands in no installed app")
    return f"{config.label}.{event.__name__}"


def known_events() -> dict[str, type[DomainEvent]]:
    """Give every event class by its stored name, and by the names it had before."""
    found: dict[str, type[DomainEvent]] = {}
    waiting: list[type[DomainEvent]] = [DomainEvent]
    while waiting:
        for child in waiting.pop().__subclasses__():
            found |= dict.fromkeys((name_of(child), *vars(child).get("ALIASES", ())), child)
            waiting.append(child)
    return found


def encode(event: DomainEvent) -> bytes:
    """Give the JSON of an event."""
    return msgspec.json.encode(event)


def decode(name: str, payload: Any) -> DomainEvent:
    """Make an event from its stored name and JSON object. Raises LookupError for an unknown name."""
    if name not in _by_name:
        _by_name.update(known_events())
    event = _by_name.get(name)
    if event is None:
        raise LookupError(f"no event is named {name}")
    return msgspec.convert(payload, event, strict=False)
