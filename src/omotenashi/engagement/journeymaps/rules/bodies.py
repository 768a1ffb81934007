# SPDX-License-Identifier: Apache-2.0
"""The body of a map: stages across, channels down, and in each cell what people do, think and feel there. Pure."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

MOST_STAGES, MOST_CHANNELS, LONGEST, LONGEST_NAME = 12, 10, 400, 40
TEXTS = ("action", "thought", "measure")
EMOTIONS = (-2, -1, 0, 1, 2)
SERVERS = ("journey", "template")
SOURCES = ("event", "segment")
# A stage where it hurts so much, and nothing is done about it.
PAIN = -1
type Body = dict[str, Any]


class BadChange(Exception):
    """A change that a map cannot take. The word says which."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Where something is missing: `no_data`, `no_channel`, `nobody`, `pain`."""

    stage: str
    kind: str


def made(stages: list[dict[str, Any]], channels: list[dict[str, str]], cells: Mapping[str, Mapping[str, Any]]) -> Body:
    """Give a body."""
    return {"stages": stages, "channels": channels, "cells": {key: dict(cell) for key, cell in cells.items()}}


def cell_key(stage: str, channel: str) -> str:
    """Name a cell."""
    return f"{stage}:{channel}"


def with_cell(body: Body, stage: str, channel: str, **said: Any) -> Body:
    """Write a cell. Raises BadChange."""
    _known(body, stage, channel)
    found = deepcopy(body)
    cell = dict(found["cells"].get(cell_key(stage, channel), {}))
    for name, value in said.items():
        cell[name] = _value(name, value)
    kept = {name: value for name, value in cell.items() if value not in ("", None, {})}
    found["cells"].pop(cell_key(stage, channel), None)
    if kept:
        found["cells"][cell_key(stage, channel)] = kept
    return found


def with_stage(body: Body, stage: str, **said: Any) -> Body:
    """Rename a stage, say what happens in it or where its people are counted. Raises BadChange."""
    found = deepcopy(body)
    one = _one(found["stages"], stage)
    if "name" in said:
        one["name"] = named(said["name"])
    if "source" in said:
        one["source"] = _source(said["source"])
    return found


def with_channel(body: Body, channel: str, *, name: str) -> Body:
    """Rename a channel. Raises BadChange."""
    found = deepcopy(body)
    _one(found["channels"], channel)["name"] = named(name)
    return found


def added(body: Body, kind: str, *, key: str, name: str) -> Body:
    """Add a stage or a channel at the end. Raises BadChange."""
    found = deepcopy(body)
    most = {"stages": MOST_STAGES, "channels": MOST_CHANNELS}
    if kind not in most or len(found[kind]) >= most[kind] or any(one["id"] == key for one in found[kind]):
        raise BadChange("full")
    rest: dict[str, Any] = {"source": {}} if kind == "stages" else {"code": ""}
    found[kind].append({"id": key, "name": named(name), **rest})
    return found


def without(body: Body, kind: str, key: str) -> Body:
    """Take a stage or a channel away with its cells; the last one stays. Raises BadChange."""
    found = deepcopy(body)
    _one(found[kind], key)
    if len(found[kind]) == 1:
        raise BadChange("last")
    found[kind] = [one for one in found[kind] if one["id"] != key]
    at = 0 if kind == "stages" else 1
    found["cells"] = {name: cell for name, cell in found["cells"].items() if name.split(":")[at] != key}
    return found


def moved(body: Body, kind: str, key: str, *, by: int) -> Body:
    """Move a stage or a channel by one place. Raises BadChange."""
    found = deepcopy(body)
    line = found[kind]
    at = line.index(_one(line, key))
    to = max(0, min(len(line) - 1, at + by))
    line.insert(to, line.pop(at))
    return found


def emotions(body: Body) -> list[float | None]:
    """Give how people feel in each stage: the mean of its cells, nothing where nobody said."""
    found = []
    for stage in body["stages"]:
        felt = [cell["emotion"] for cell in _cells(body, stage["id"]) if cell.get("emotion") is not None]
        found.append(sum(felt) / len(felt) if felt else None)
    return found


def gaps(body: Body) -> list[Gap]:
    """Say where a map is blind or leaves people alone."""
    found = []
    for stage, felt in zip(body["stages"], emotions(body), strict=True):
        cells = _cells(body, stage["id"])
        if not stage.get("source"):
            found.append(Gap(stage["id"], "no_data"))
        if not any(cell.get(name) for cell in cells for name in TEXTS):
            found.append(Gap(stage["id"], "no_channel"))
        elif not any(cell.get("serves") for cell in cells):
            found.append(Gap(stage["id"], "pain" if felt is not None and felt <= PAIN else "nobody"))
    return found


def served(body: Body) -> Iterator[tuple[str, str, str]]:
    """Name each cell that is served, by what and by which."""
    for key, cell in body["cells"].items():
        if serves := cell.get("serves"):
            yield key, serves["kind"], serves["id"]


def _cells(body: Body, stage: str) -> list[Mapping[str, Any]]:
    return [cell for key, cell in body["cells"].items() if key.split(":")[0] == stage]


def _known(body: Body, stage: str, channel: str) -> None:
    _one(body["stages"], stage)
    _one(body["channels"], channel)


def _one(line: list[dict[str, Any]], key: str) -> dict[str, Any]:
    for one in line:
        if one["id"] == key:
            return one
    raise BadChange("gone")


def _value(name: str, value: Any) -> Any:
    if name in (*TEXTS, "benefit"):
        text = str(value or "").replace("\r\n", "\n").strip()
        if len(text) > LONGEST:
            raise BadChange("too_long")
        return text
    if name == "emotion":
        if value in (None, ""):
            return None
        if str(value) not in map(str, EMOTIONS):
            raise BadChange("emotion")
        return int(value)
    if name == "serves" and (not value or (value.get("kind") in SERVERS and value.get("id"))):
        return dict(value or {})
    raise BadChange(name)


def _source(value: Mapping[str, str]) -> dict[str, str]:
    if not value or not value.get("kind"):
        return {}
    if value["kind"] not in SOURCES or not value.get("what"):
        raise BadChange("source")
    return {"kind": value["kind"], "what": value["what"]}


def named(text: Any) -> str:
    """Give a name in one line. Raises BadChange."""
    name = " ".join(str(text or "").split())
    if not name or len(name) > LONGEST_NAME:
        raise BadChange("name")
    return name
