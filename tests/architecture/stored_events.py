# SPDX-License-Identifier: Apache-2.0
"""What the outbox has stored or may have stored: names and fields of events, kept in events.json.

`python -m tests.architecture.stored_events` writes the list anew; the diff shows what a change means for old rows.
"""

import dataclasses
import json
from pathlib import Path
from typing import Any, get_type_hints

from omotenashi.base.outbox import registry
from omotenashi.base.outbox.registry import DomainEvent

LIST = Path(__file__).with_name("events.json")


def told() -> dict[str, type[DomainEvent]]:
    """Give the events that can be published: those that are no mere bases of others, and none that tests made."""
    return {registry.name_of(kind): kind for kind in ours().values() if not kind.__subclasses__()}


def ours() -> dict[str, type[DomainEvent]]:
    """Give the events of the house by every name they can be read under."""
    return {name: kind for name, kind in registry.known_events().items() if "tests" not in kind.__module__.split(".")}


def fields_of(kind: type[DomainEvent]) -> dict[str, str]:
    """Give the fields with their types as text; one with a default ends with `= …`."""
    hints = get_type_hints(kind)
    return {field.name: _shown(hints[field.name]) + _default(field) for field in dataclasses.fields(kind)}


def kept() -> dict[str, dict[str, str]]:
    """Give the list as it is kept."""
    found: dict[str, dict[str, str]] = json.loads(LIST.read_text(encoding="utf-8"))
    return found


def write() -> None:
    """Write what can be published now; names that are aliases today stay in the list."""
    now = {name: fields_of(kind) for name, kind in told().items()}
    old = {
        name: fields for name, fields in (kept() if LIST.exists() else {}).items() if name in registry.known_events()
    }
    LIST.write_text(json.dumps(dict(sorted({**old, **now}.items())), indent=2) + "\n", encoding="utf-8")


def _shown(kind: Any) -> str:
    return kind.__name__ if isinstance(kind, type) else str(kind)


def _default(field: dataclasses.Field[Any]) -> str:
    given = field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
    return " = …" if given else ""


if __name__ == "__main__":
    import django

    django.setup()
    write()
