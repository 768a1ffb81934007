# SPDX-License-Identifier: Apache-2.0
"""8. Events are plain and lasting: what was stored last year can be read next year."""

import types
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from tests.architecture import plan, stored_events

_PLAIN = {str, int, bool, UUID, date, datetime, Decimal, type(None)}


def test_every_event_stands_in_an_events_file() -> None:
    lost = [kind.__qualname__ for kind in stored_events.ours().values() if "events" not in kind.__module__.split(".")]
    assert lost == []


def test_an_event_is_frozen_and_holds_plain_values() -> None:
    wrong = [
        f"{name}.{field}"
        for name, kind in stored_events.ours().items()
        for field, hint in get_type_hints(kind).items()
        if field != "ALIASES" and (not kind.__dataclass_params__.frozen or not _is_plain(hint))  # type: ignore[attr-defined]  # every dataclass has it
    ]
    assert wrong == []


def test_a_stored_name_begins_with_the_label_of_the_app() -> None:
    wrong = [
        name
        for name, kind in stored_events.told().items()
        if name != f"{str(plan.app_of(kind.__module__)).rpartition('.')[2]}.{kind.__name__}"
    ]
    assert wrong == []


def test_the_list_of_stored_events_is_up_to_date() -> None:
    """A new event or field is a line in events.json: `python -m tests.architecture.stored_events`."""
    now = {name: stored_events.fields_of(kind) for name, kind in stored_events.told().items()}
    kept = stored_events.kept()
    assert {name: kept.get(name) for name in now} == now


def test_no_stored_event_is_forgotten() -> None:
    """A name that was stored is known, as itself or as an alias; its fields are there, and new ones have a default."""
    known = stored_events.ours()
    wrong = []
    for name, fields in stored_events.kept().items():
        if name not in known:
            wrong.append(f"{name} is gone: keep the old name in ALIASES")
            continue
        today = stored_events.fields_of(known[name])
        wrong += [f"{name}.{field} is gone" for field in fields if field not in today]
        wrong += [f"{name}.{f} needs a default" for f in today if f not in fields and not today[f].endswith(" = …")]
    assert wrong == []


def _is_plain(hint: Any) -> bool:
    if get_origin(hint) in (Union, types.UnionType, tuple):
        return all(part is Ellipsis or _is_plain(part) for part in get_args(hint))
    return hint in _PLAIN
