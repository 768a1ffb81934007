# SPDX-License-Identifier: Apache-2.0
"""Many random segments on a small random world, asked of a lake in files: DuckDB and Spark name the members and the turns
that the person at hand has.

A question takes Spark seconds, so all conditions of a world are one question. Runs on Spark where PySpark
(requirements/spark.txt) and Java 17 or later are installed, and says so where they are not.
"""

import os
import shutil
from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from uuid import UUID

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pytest
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st
from pyarrow import parquet

from omotenashi.engagement.audience import queries, rules
from omotenashi.engagement.audience.queries import Condition, Group, Known, Rule, known_of_all, lake, numbers, people
from omotenashi.engagement.audience.queries.meaning import Answer, Key
from omotenashi.engagement.audience.rules import Moment, asking
from omotenashi.engagement.audience.rules.asking import Asked
from omotenashi.engagement.audience.tests import histories
from omotenashi.engagement.audience.tests.histories import History
from omotenashi.engagement.audience.tests.test_agreement import at_hand, nodes
from omotenashi.insight.lake import feed
from omotenashi.insight.lake.store import Lake
from omotenashi.insight.lake.tables import DUCKDB, OpenLake, batches, open_lake, rows, shown

__all__ = ["nodes"]
pytestmark = pytest.mark.django_db
SPARK = pytest.param(
    "local[2]",
    marks=[
        pytest.mark.skipif(find_spec("pyspark") is None, reason="PySpark is not installed: see requirements/spark.txt"),
        pytest.mark.skipif(shutil.which("java") is None, reason="Java is not installed"),
    ],
)
# Where a world takes its draws from; further numbers are further worlds.
WORLDS = [1, 2]
DRAWS, HISTORIES_OF_A_WORLD, RULES = 24, 3, 20


def drawn(world: int) -> tuple[History, list[Rule], datetime]:
    """Draw a history that is dense, one condition of every kind and further rules, and when they are asked."""
    found: list[tuple[History, tuple[Condition, ...], Rule, datetime]] = []

    @seed(world)
    @settings(max_examples=DRAWS, database=None, phases=[Phase.generate], deadline=None)
    @given(st.tuples(histories.HISTORIES, histories.OF_EVERY_KIND, histories.RULES, histories.INSTANTS))
    def draw(one: tuple[History, tuple[Condition, ...], Rule, datetime]) -> None:
        found.append(one)

    draw()
    # The first draws are the simplest.
    found.reverse()
    said = [one[0] for one in found[:HISTORIES_OF_A_WORLD]]
    history = History(**{f.name: [row for one in said for row in getattr(one, f.name)] for f in fields(History)})
    alone = [Rule(Group("all", (one,))) for draws in found[:2] for one in draws[1]]
    return history, alone + [one[2] for one in found[:RULES]], found[0][3]


def asked_at_once(opened: OpenLake, folder: Path, conditions: Sequence[Condition], moment: Moment) -> dict[Key, Answer]:
    """Ask all of it in one question: who meets each condition, and when that may turn for whom."""
    known = people.taken(partial(_held, opened, folder))
    each = {_key(one): asking.read(one, day=moment.day) for one in conditions}
    parts = [part for n, asked in enumerate(each.values()) for part in _parts(n, asked, opened, known, moment)]
    said = rows(opened.backend, str(opened.backend.compile(ibis.union(*parts)))).to_pylist()
    members: dict[int, list[int]] = {n: [] for n in range(len(each))}
    turns: dict[int, dict[int, datetime]] = {n: {} for n in members}
    for row in said:
        if row["turns"]:
            turns[row["n"]][row["person"]] = _moment(row["turns"], moment)
        else:
            members[row["n"]].append(row["person"])
    return {key: (numbers.of(members[n]), turns[n]) for n, key in enumerate(each)}


def _held(opened: OpenLake, folder: Path, name: str, known: pa.Table) -> ir.Table:
    file = folder / f"{name}.parquet"
    parquet.write_table(known, file)
    return shown(opened.backend, f"known_{name}", [file], known.schema)


def _parts(n: int, asked: Asked, opened: OpenLake, known: people.People, moment: Moment) -> list[ir.Table]:
    if asked.what in asking.RECORD:
        asked, days = lake.with_codes(asked), tuple(moment.coming())
        meeting = lake.persons(opened.tables, asked)
        turning = lake.turning(opened.tables, asked, days) if days else None
    else:
        meeting = known_of_all.meeting(known, asked, moment)
        turning = known_of_all.turning(known, asked, moment)
    parts = [meeting.select("person", n=ibis.literal(n, "int64"), turns=ibis.literal("")).distinct()]
    return parts + (
        [turning.select("person", n=ibis.literal(n, "int64"), turns=turning.turns.cast("string"))]
        if turning is not None
        else []
    )


def _moment(text: str, moment: Moment) -> datetime:
    """The record says a day, what is known now the microseconds since 1970."""
    return known_of_all.moment_at(int(text)) if text.isdecimal() else moment.turn(date.fromisoformat(text[:10]))


def _key(one: Condition) -> Key:
    return one.what, tuple(sorted(one.values.items()))


@pytest.mark.parametrize("engine", [DUCKDB, SPARK])
@pytest.mark.parametrize("world", WORLDS)
def test_an_engine_names_the_members_that_the_person_at_hand_has(
    nodes: list[UUID],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    world: int,
    engine: str,  # the fixture
) -> None:
    # Compiling Java for five people takes longer than asking about them.
    monkeypatch.setitem(os.environ, "PYSPARK_SUBMIT_ARGS", "--conf spark.sql.codegen.wholeStage=false pyspark-shell")
    history, meant, now = drawn(world)
    histories.write(history, nodes, now=now)
    moment = queries.moment_of(now)
    feed.refill(Lake(tmp_path), batches(histories.lake(str(moment.zone))), now=histories.NOON, watermark=1)
    opened = open_lake(tmp_path, engine=engine)
    try:
        said = asked_at_once(opened, tmp_path, [one for rule in meant for one in rules.conditions(rule.of)], moment)
    finally:
        opened.close()
    by_asked = {
        str(asking.read(Condition(what, dict(values)), day=moment.day)): said[what, values] for what, values in said
    }
    holding = 0
    for rule in meant:
        verdicts = at_hand(rule, now=now)
        found = queries.put_together(
            rule, Known(moment, 1, said, None), ask_facts=lambda asked, _moment: by_asked[str(asked)]
        )
        holds = {seq for seq, one in verdicts.items() if one.holds}
        assert (found.persons, {seq: at for seq, at in found.turns.items() if seq in verdicts}) == (
            holds, {seq: one.turns_at for seq, one in verdicts.items() if one.turns_at},
        ), rule  # fmt: skip
        holding += 0 < len(holds) < len(verdicts)
    # A world in which nothing tells people apart would prove nothing.
    assert holding > len(meant) // 5
