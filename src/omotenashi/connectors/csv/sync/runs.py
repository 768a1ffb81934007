# SPDX-License-Identifier: Apache-2.0
"""Bring a file in: look, preview, import, replay. All of a file or nothing of it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from omotenashi.commerce.orders.models import Order
from omotenashi.connectors.csv.actions import runs
from omotenashi.connectors.csv.client import reading
from omotenashi.connectors.csv.client.sheet import Sheet, Unreadable
from omotenashi.connectors.csv.mapping import choices as chosen
from omotenashi.connectors.csv.mapping import suggest
from omotenashi.connectors.csv.mapping.choices import Choices
from omotenashi.connectors.csv.mapping.fields import Kind
from omotenashi.connectors.csv.models import Run
from omotenashi.connectors.csv.queries import runs as known
from omotenashi.connectors.csv.rules.outcome import Refused
from omotenashi.connectors.csv.sync import contracts, goods, people, sales
from omotenashi.connectors.csv.sync.prepare import Home, Prepared, prepare, rows_with_reasons, suggested
from omotenashi.connectors.csv.sync.verdicts import Progress, Verdicts, silent
from omotenashi.places.locations import actions as places_of_ours
from omotenashi.places.locations import queries as places

DEFAULT_ORIGIN = "file"
SHOWN_REFUSALS = 200


class Stopped(Exception):
    """The file cannot be imported as it is chosen now; `code` and `params` say why."""

    def __init__(self, code: str, params: Mapping[str, Any] | None = None) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = dict(params or {})


def receive(
    *, name: str, data: bytes, now: datetime, by: Any = None, kind: str = "", replays: Run | None = None
) -> Run:
    """Open a run for a file and suggest how to read it. An unreadable file becomes a failed run with its reason."""
    return receive_read(name=name, data=data, now=now, by=by, kind=kind, replays=replays)[0]


def receive_read(
    *, name: str, data: bytes, now: datetime, by: Any = None, kind: str = "", replays: Run | None = None
) -> tuple[Run, Sheet | None]:
    """Receive a file, and give also what was read of it, for who goes on at once."""
    run = runs.receive(name=name, data=data, now=now, by=by, replays=replays)
    try:
        sheet = reading.read(data, name=run.file_name)
    except Unreadable as error:
        return runs.fail(run, code=error.code, params=error.params, now=now), None
    saved = replays.choices if replays else known.layout(suggest.signature(sheet.header))
    choices = suggested(sheet, saved=chosen.from_json(saved) if saved else None, kind=kind)
    return runs.choose(run, choices.as_json()), sheet


def look(run: Run, sheet: Sheet | None = None) -> tuple[Sheet, Choices]:
    """Read the file of a run again, with its choices; `sheet`: as it was read without any. Raises Unreadable."""
    choices = chosen.from_json(run.choices or {"kind": Kind.ORDERS.value})
    if sheet and not (choices.encoding or choices.delimiter or choices.sheet):
        return sheet, choices
    data = runs.file_of(run).read_bytes()
    sheet = reading.read(
        data,
        name=run.file_name,
        encoding=choices.encoding or None,
        delimiter=choices.delimiter or None,
        sheet=choices.sheet or None,
    )
    return sheet, choices


def home() -> Home:
    """The retailer's currency and zone, and whether it has orders already."""
    return Home(currency=places.retailer().currency, zone=places.zone(), is_empty=not Order.objects.exists())


def questions(run: Run) -> Prepared:
    """What is open before the file can be imported. Raises Unreadable."""
    return prepare(*look(run), home(), ask_only=True)


def preview(run: Run, *, now: datetime, progress: Progress = silent) -> Run:
    """Do everything and take it back: the counts are those that the import will have. Raises Stopped."""
    sheet, choices = look(run)
    with transaction.atomic():
        result = _apply(run, sheet, choices, now=now, progress=progress)
        transaction.set_rollback(True)
    del result["created"]
    shown = {**result, "refused": result["refused"][:SHOWN_REFUSALS]}
    return runs.note_preview(run, shown, now=now)


def bring_in(run: Run, *, now: datetime, progress: Progress | None = None, sheet: Sheet | None = None) -> Run:
    """Import the file in one transaction. Killed at any moment it leaves nothing and can be run again.

    A run whose data are in is left alone. Raises Stopped, with the reason kept in the run.
    """
    watch = progress or progress_file(run)
    if not runs.start(run, now=now):
        return run
    try:
        sheet, choices = look(run, sheet)
        with transaction.atomic():
            if not runs.hold(run):
                raise Stopped("running")
            result = _apply(run, sheet, choices, now=now, progress=watch)
            run = runs.finish(run, now=now, **result)
            runs.remember(signature=suggest.signature(sheet.header), choices=replace(choices).as_json(), now=now)
    except (Stopped, Unreadable) as error:
        runs.fail(run, code=error.code, params=error.params, now=now)
        raise
    except Exception as error:
        run.refresh_from_db()
        runs.fail(run, code="crashed", params={"detail": f"{type(error).__name__}: {error}"[:300]}, now=now)
        raise
    return run


def note_failure(run: Run, error: Stopped | Unreadable, *, now: datetime) -> Run:
    """Keep why a preview came to nothing."""
    return runs.fail(run, code=error.code, params=error.params, now=now)


def _apply(run: Run, sheet: Sheet, choices: Choices, *, now: datetime, progress: Progress) -> dict[str, Any]:
    if not sheet.rows_read:
        raise Stopped("no_rows")
    progress("reading", 0, sheet.rows_read)
    prepared = prepare(sheet, choices, home())
    if prepared.blocked:
        raise Stopped(*prepared.blocked)
    if prepared.questions:
        raise Stopped("questions_open", {"questions": [q.code for q in prepared.questions]})
    _take_currency(prepared.home.currency)
    verdicts = Verdicts()
    refused = prepared.refused + _APPLY[prepared.kind](_Step(prepared, run, now, verdicts, progress))
    rows = rows_with_reasons(sheet, refused)
    counts = {name: verdicts.rows(name) for name in ("created", "updated", "unchanged")}
    counts |= {"read": sheet.rows_read, "refused": len(rows)}
    if counts["read"] != sum(counts[name] for name in ("created", "updated", "unchanged", "refused")):
        raise Stopped("counts_differ", counts)  # a mistake of ours: better nothing than a wrong sum
    notes = [{"code": n.code, **n.params} for n in sheet.notes]
    created = {(thing, _origin(prepared)): keys for thing, keys in verdicts.created.items()}
    return {
        "counts": counts,
        "made": dict(verdicts.made),
        "created": created,
        "warnings": notes + prepared.warnings,
        "refused": rows,
    }


def _take_currency(currency: str) -> None:
    """The first file of an empty shop may bring its currency."""
    shop = places.retailer()
    if shop.currency != currency:
        places_of_ours.set_up_retailer(
            name=shop.name,
            currency=currency,
            zone=shop.zone,
            registration_number=shop.registration_number,
            is_demo=shop.is_demo,
        )


@dataclass(frozen=True)
class _Step:
    """What an apply needs: the things, where they come from, and whom to tell."""

    prepared: Prepared
    run: Run
    now: datetime
    verdicts: Verdicts
    progress: Progress


def _orders(step: _Step) -> list[Refused]:
    source = sales.Source(origin=_origin(step.prepared), currency=step.prepared.home.currency, cause=str(step.run.pk))
    sales.record(step.prepared.things, source=source, now=step.now, verdicts=step.verdicts, progress=step.progress)
    return []


def _customers(step: _Step) -> list[Refused]:
    return people.register(
        step.prepared.things,
        origin=_origin(step.prepared),
        cause=str(step.run.pk),
        now=step.now,
        verdicts=step.verdicts,
        progress=step.progress,
    )


def _products(step: _Step) -> list[Refused]:
    source = goods.Source(
        _origin(step.prepared), step.prepared.home.currency, step.prepared.choices.location, str(step.run.pk)
    )
    goods.register(step.prepared.things, source=source, now=step.now, verdicts=step.verdicts, progress=step.progress)
    return []


def _stock(step: _Step) -> list[Refused]:
    return goods.count(
        step.prepared.things, source_key=str(step.run.pk), now=step.now, verdicts=step.verdicts, progress=step.progress
    )


def _categories(step: _Step) -> list[Refused]:
    return goods.name_categories(step.prepared.things, origin=_origin(step.prepared), verdicts=step.verdicts)


def _subscriptions(step: _Step) -> list[Refused]:
    source = contracts.Source(_origin(step.prepared), step.prepared.choices.channel, str(step.run.pk))
    return contracts.record(
        step.prepared.things, source=source, now=step.now, verdicts=step.verdicts, progress=step.progress
    )


def _origin(prepared: Prepared) -> str:
    return prepared.choices.origin or DEFAULT_ORIGIN


_APPLY: dict[Kind, Callable[[_Step], list[Refused]]] = {
    Kind.ORDERS: _orders,
    Kind.CUSTOMERS: _customers,
    Kind.PRODUCTS: _products,
    Kind.STOCK: _stock,
    Kind.CATEGORIES: _categories,
    Kind.SUBSCRIPTIONS: _subscriptions,
}


def progress_file(run: Run) -> Progress:
    """Writes how far the import is beside its file: what a transaction does is invisible from outside."""
    path = runs.file_of(run).with_name("progress.json")

    def write(step: str, done: int, total: int) -> None:
        path.write_text(json.dumps({"step": step, "done": done, "total": total}), encoding="utf-8")

    return write


def progress_of(run: Run) -> dict[str, Any]:
    """The last progress written: step, done, total."""
    path = runs.file_of(run).with_name("progress.json")
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {"step": "waiting", "done": 0, "total": 0}
    return found
