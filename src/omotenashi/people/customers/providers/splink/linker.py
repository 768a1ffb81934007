# SPDX-License-Identifier: Apache-2.0
"""The port `Linker` on Splink: train without labels, then score the blocked pairs.

Splink computes; what is compared, the words of the model and what a score means are ours (`rules/matching`).
"""

import logging
import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker

from omotenashi.people.customers.providers.splink import learning, looking, wording
from omotenashi.people.customers.rules.matching import planning, priors
from omotenashi.people.customers.rules.matching.model import Model
from omotenashi.people.customers.rules.matching.planning import Plan

# One set of records is deduplicated, two are linked.
type Tables = Sequence[pa.Table]


class SplinkLinker:
    """See `ports.Linker`."""

    def __init__(self, *, memory: str = "2GB", threads: int = 0) -> None:
        self._memory, self._threads = memory, threads

    def train(self, tables: Tables, *, seed: int, plan: Plan | None = None, pairs: float = 5e5) -> Model:
        """Learn the weights of a plan, or of the plan that fits the records, from the records alone."""
        database = self._open(tables)
        records = sum(table.num_rows for table in tables)
        known, plan = plan is not None, plan or self._plan(database, len(tables), records)
        linker = self._linker(database, len(tables), wording.settings(plan, tables=len(tables)))
        shares = looking.shares(database, len(tables), plan.comparisons)
        model = learning.learn(linker, plan, seed=seed, pairs=pairs, shares=shares, records=records)
        if known and len(tables) == 1:
            model = replace(
                model, prior=priors.settle(self._spread(database, model), prior=model.prior, records=records)
            )
        database.close()
        return model

    def _spread(self, database: duckdb.DuckDBPyConnection, model: Model) -> list[tuple[float, int]]:
        """Give the weights of the blocked pairs, to a quarter of a bit, with their numbers."""
        sql = f"SELECT round(weight * 4) / 4, count(*) FROM ({self._scores(database, 1, model)}) GROUP BY 1"
        return database.sql(sql).fetchall()

    def _plan(self, database: duckdb.DuckDBPyConnection, tables: int, records: int) -> Plan:
        filled = looking.filled(database, tables)
        comparisons = planning.choose_comparisons(filled)
        fields = [one.field for one in comparisons]
        counts = looking.count_pairs(database, tables, planning.block_candidates(fields))
        blocking = planning.choose_blocking(counts, records=records)
        return Plan(
            comparisons,
            blocking,
            planning.choose_training(blocking, filled),
            planning.choose_certain(fields, counts, records=records),
        )

    def score(self, tables: Tables, *, model: Model, above: float) -> pa.Table:
        """Score the blocked pairs; give `left`, `right` and `weight` of those from `above` bits on."""
        database = self._open(tables)
        answer = database.sql(
            f"SELECT * FROM ({self._scores(database, len(tables), model)}) WHERE weight >= {above}"
        ).to_arrow_table()
        database.close()
        return answer

    def _scores(self, database: duckdb.DuckDBPyConnection, tables: int, model: Model) -> str:
        """Compare the blocked pairs; give the query of `left`, `right` and `weight`."""
        linker = self._linker(database, tables, wording.settings(model.plan, tables=tables, model=model))
        found = linker.inference.predict(warning_mode="never")
        rare, more = looking.rare(database, tables, model), looking.rarity(model)
        return (
            f"SELECT p.unique_id_l AS left, p.unique_id_r AS right, p.match_weight + {more} AS weight"
            f" FROM {found.physical_name} p JOIN {rare} l ON l.unique_id = p.unique_id_l"
            f" JOIN {rare} r ON r.unique_id = p.unique_id_r"
        )

    def _open(self, tables: Tables) -> duckdb.DuckDBPyConnection:
        database = duckdb.connect()
        database.execute(f"SET memory_limit = '{self._memory}'; SET preserve_insertion_order = false")
        if self._threads:
            database.execute(f"SET threads = {self._threads}")
        for place, table in enumerate(tables):
            database.register("arrived", table)
            database.execute(f"CREATE TABLE records_{place} AS SELECT * FROM arrived")
            database.unregister("arrived")
        return database

    def _linker(self, database: duckdb.DuckDBPyConnection, tables: int, settings: dict[str, Any]) -> Linker:
        warnings.filterwarnings("ignore", module="splink")
        api = DuckDBAPI(connection=database)
        frames = [api.register(f"records_{place}", dataset_display_name=f"set_{place}") for place in range(tables)]
        return Linker(frames, settings, log_level=logging.ERROR, validate_settings=False)
