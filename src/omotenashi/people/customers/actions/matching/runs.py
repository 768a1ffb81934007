# SPDX-License-Identifier: Apache-2.0
"""A search for persons who may be one: asked for, carried out by the worker with its progress, or called off."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from omotenashi.people.customers.actions.matching import indexing, searching, training
from omotenashi.people.customers.models import LinkRun, MatchRecord

ALL, CHANGED = "all", "changed"
STEPS = ("index", "train", "score", "propose")
# So many changed persons are quicker compared one by one.
_FEW = 2_000
_log = logging.getLogger(__name__)


class CalledOff(Exception):
    """Somebody called the run off."""


def ask(*, scope: str, by: str, now: datetime) -> LinkRun:
    """Let the worker search; a search that is going on already is given instead of a second one."""
    going = LinkRun.objects.filter(finished_at=None, cancelled_at=None, failed_at=None).order_by("-asked_at").first()
    if going:
        return going
    made = LinkRun.objects.create(scope=scope, by=by, asked_at=now)
    transaction.on_commit(lambda: app.configure_task("customers.match").defer(run_id=str(made.pk)))
    return made


def cancel(run_id: UUID, *, now: datetime) -> bool:
    """Call a search off; what it has proposed so far stays nowhere. Say whether there was one."""
    return bool(
        LinkRun.objects.filter(pk=run_id, finished_at=None, failed_at=None, cancelled_at=None).update(cancelled_at=now)
    )


def run(*, scope: str = ALL, by: str = "", now: datetime) -> LinkRun:
    """Search at once, in this process."""
    return carry_out(LinkRun.objects.create(scope=scope, by=by, asked_at=now).pk, now=now)


def carry_out(run_id: UUID, *, now: datetime) -> LinkRun:
    """Do what was asked for, step by step; each step looks whether it was called off."""
    found = LinkRun.objects.get(pk=run_id)
    try:
        _work(found, now=now)
    except CalledOff:
        found.refresh_from_db()
    except Exception as error:
        LinkRun.objects.filter(pk=run_id).update(failed_at=now, failure=f"{type(error).__name__}: {error}"[:500])
        _log.exception("the search for doubles failed")
        raise
    return found


def _work(run: LinkRun, *, now: datetime) -> None:
    _step(run, "index", started_at=now)
    indexing.rebuild(now=now)
    persons = _changed(run) if run.scope == CHANGED else None
    known = training.newest()
    if known is None or persons is None:
        _step(run, "train")
        training.train(now=now)
        known = training.newest()
    if known is None:
        return
    run.model = known[0]
    _step(run, "score", model=run.model, persons=MatchRecord.objects.count())
    few = persons is not None and len(persons) <= _FEW
    pairs = searching.around(known[1], persons or ()) if few else searching.everybody(known[1])
    if persons is not None and not few:
        pairs = [one for one in pairs if one.a in persons or one.b in persons]
    _step(run, "propose", pairs=len(pairs))
    with transaction.atomic():
        opened = searching.propose(pairs, persons=persons, run=run, now=now)
        _step(run, "done", opened=opened, finished_at=now)


def _changed(run: LinkRun) -> set[UUID] | None:
    """Give the persons who changed since the last search, or None when there was none."""
    before = LinkRun.objects.filter(finished_at__isnull=False).exclude(pk=run.pk).order_by("-started_at").first()
    if before is None or before.started_at is None:
        return None
    return set(MatchRecord.objects.filter(changed_at__gte=before.started_at).values_list("person_id", flat=True))


def _step(run: LinkRun, step: str, **changes: object) -> None:
    changed = LinkRun.objects.filter(pk=run.pk, cancelled_at=None).update(step=step, **changes)
    if not changed:
        raise CalledOff
    run.step = step
    for name, value in changes.items():
        setattr(run, name, value)
