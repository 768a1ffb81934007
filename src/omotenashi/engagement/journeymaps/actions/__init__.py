# SPDX-License-Identifier: Apache-2.0
"""The only writers of maps. Each change keeps what was before it, so that all of it can be taken back."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from omotenashi.base.ids import new_id
from omotenashi.engagement.journeymaps.models import JourneyMap, MapEdit
from omotenashi.engagement.journeymaps.queries.templates import drawn
from omotenashi.engagement.journeymaps.rules import bodies
from omotenashi.engagement.journeymaps.rules.bodies import BadChange
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys.models import Journey
from omotenashi.engagement.messaging import actions as messaging

__all__ = ["BadChange", "NoBenefit", "archive", "begin", "change", "restore", "serve", "tie", "undo"]

# So many earlier states are kept of a map.
KEPT = 200


class NoBenefit(Exception):
    """A measure that does not say what the customer has of it is none."""


@transaction.atomic
def begin(code: str, *, key: str, name: str, now: datetime, by: UUID | None = None) -> JourneyMap:
    """Begin a map from a template, in the language of the moment; once under its key. Raises KeyError."""
    title, persona, body = drawn(code)
    values = {
        "name": name or title, "persona": persona, "made_from": code, "body": body, "made_by_id": by, "made_at": now,
        "changed_at": now,
    }  # fmt: skip
    return JourneyMap.objects.get_or_create(key=key, defaults=values)[0]


@transaction.atomic
def change(map_id: UUID, verb: str, said: Mapping[str, Any], *, now: datetime, by: UUID | None = None) -> JourneyMap:
    """Change one part of a map: `cell`, `stage`, `channel`, `add`, `remove`, `move`, `head`. The same again is nothing.

    Cells are changed one by one, so two who write in different ones lose nothing. Raises BadChange.
    """
    found = JourneyMap.objects.select_for_update().get(pk=map_id, archived_at=None)
    name, persona, body = found.name, found.persona, found.body
    if verb == "head":
        name, persona = (
            bodies.named(said.get("name", name)),
            str(said.get("persona", persona)).strip()[: bodies.LONGEST],
        )
    else:
        body = _VERBS[verb](body, said)
    if (name, persona, body) != (found.name, found.persona, found.body):
        _keep(found, what=verb, by=by, now=now)
        found.name, found.persona, found.body = name, persona, body
        _save(found, now=now)
    return found


@transaction.atomic
def undo(map_id: UUID, *, now: datetime) -> JourneyMap | None:
    """Take the last change back; nothing when there is none. What is undone is gone from the history."""
    found = JourneyMap.objects.select_for_update().get(pk=map_id, archived_at=None)
    last = MapEdit.objects.filter(map=found).order_by("-revision").first()
    if last is None:
        return None
    found.name, found.persona, found.body = last.name, last.persona, last.body
    last.delete()
    _save(found, now=now)
    return found


@transaction.atomic
def restore(map_id: UUID, revision: int, *, now: datetime, by: UUID | None = None) -> JourneyMap:
    """Bring an earlier state back, as a change of its own. Raises MapEdit.DoesNotExist."""
    found = JourneyMap.objects.select_for_update().get(pk=map_id, archived_at=None)
    was = MapEdit.objects.get(map=found, revision=revision)
    _keep(found, what="restore", by=by, now=now)
    found.name, found.persona, found.body = was.name, was.persona, was.body
    _save(found, now=now)
    return found


@transaction.atomic
def archive(map_id: UUID, *, now: datetime) -> bool:
    """Put a map away; say whether it was there."""
    return JourneyMap.objects.filter(pk=map_id, archived_at=None).update(archived_at=now) > 0


@transaction.atomic
def serve(
    map_id: UUID,
    stage: str,
    channel: str,
    *,
    name: str,
    benefit: str,
    ways: tuple[str, ...],
    now: datetime,
    by: UUID | None = None,
) -> Journey:
    """Begin a scenario from a cell, with what the cell says, and tie it to the cell. Raises NoBenefit, BadChange.

    Whom it meets is whom the stage counts; what the customer has of it is its hypothesis.
    """
    if not benefit.strip():
        raise NoBenefit
    found = JourneyMap.objects.select_for_update().get(pk=map_id, archived_at=None)
    cell = found.body["cells"].get(bodies.cell_key(stage, channel), {})
    source = next((one.get("source") or {} for one in found.body["stages"] if one["id"] == stage), {})
    key = f"map:{found.pk}:{new_id()}"
    words = {"subject": name, "blocks": [{"kind": "text", "text": cell.get("measure") or benefit.strip()}]}
    template = messaging.draft(key=key, name=name, content=words, channels=ways, now=now, by=by)
    graph: dict[str, Any] = {
        "entry": _entry(source), "first": "say", "goal": {"event": "orders.OrderPlaced", "days": 14},
        "steps": {"say": {"kind": "send", "template": str(template.pk), "next": ""}},
    }  # fmt: skip
    journey = journeys.draft(key=key, name=name, graph=graph, now=now, by=by)
    journeys.note(journey.pk, hypothesis=benefit, learning="")
    change(
        map_id, "cell", {"stage": stage, "channel": channel, "benefit": benefit, "serves": {"kind": "journey", "id": str(journey.pk)}},
        now=now, by=by,
    )  # fmt: skip
    return journey


@transaction.atomic
def tie(
    map_id: UUID,
    stage: str,
    channel: str,
    *,
    serves: Mapping[str, str],
    benefit: str,
    now: datetime,
    by: UUID | None = None,
) -> None:
    """Let what there is already serve a cell; what the customer has of it is said first. Raises NoBenefit, BadChange."""
    found = JourneyMap.objects.select_for_update().get(pk=map_id, archived_at=None)
    said = benefit.strip() or found.body["cells"].get(bodies.cell_key(stage, channel), {}).get("benefit", "")
    if serves and not said:
        raise NoBenefit
    change(map_id, "cell", {"stage": stage, "channel": channel, "serves": serves, "benefit": said}, now=now, by=by)


def _entry(source: Mapping[str, str]) -> dict[str, str]:
    if source.get("kind") == "event":
        return {"kind": "event", "event": source["what"]}
    return {"kind": "segment", "segment": source.get("what", "")}


def _keep(found: JourneyMap, *, what: str, by: UUID | None, now: datetime) -> None:
    MapEdit.objects.create(
        map=found,
        revision=found.revision,
        what=what,
        name=found.name,
        persona=found.persona,
        body=found.body,
        by_id=by,
        at=now,
    )
    MapEdit.objects.filter(map=found, revision__lte=found.revision - KEPT).delete()


def _save(found: JourneyMap, *, now: datetime) -> None:
    found.revision += 1
    found.changed_at = now
    found.save(update_fields=["name", "persona", "body", "revision", "changed_at"])


def _cell(body: bodies.Body, said: Mapping[str, Any]) -> bodies.Body:
    rest = {name: value for name, value in said.items() if name not in ("stage", "channel")}
    return bodies.with_cell(body, str(said.get("stage")), str(said.get("channel")), **rest)


def _stage(body: bodies.Body, said: Mapping[str, Any]) -> bodies.Body:
    return bodies.with_stage(
        body, str(said.get("stage")), **{name: said[name] for name in ("name", "source") if name in said}
    )


_VERBS: dict[str, Callable[[bodies.Body, Mapping[str, Any]], bodies.Body]] = {
    "cell": _cell,
    "stage": _stage,
    "channel": lambda body, said: bodies.with_channel(body, str(said.get("channel")), name=said.get("name", "")),
    "add": lambda body, said: bodies.added(
        body, str(said.get("kind")), key=new_id().hex[-8:], name=said.get("name", "")
    ),
    "remove": lambda body, said: bodies.without(body, str(said.get("kind")), str(said.get("key"))),
    "move": lambda body, said: bodies.moved(
        body, str(said.get("kind")), str(said.get("key")), by=int(said.get("by", 0))
    ),
}
