# SPDX-License-Identifier: Apache-2.0
"""名寄せ of files: two are linked, one is deduplicated. Nothing is kept; the answer is plain values."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa

from omotenashi.people.customers import ports
from omotenashi.people.customers.rules.matching import fields, grouping, headers, scheme
from omotenashi.people.customers.rules.matching import model as models
from omotenashi.people.customers.rules.matching.grouping import Pair
from omotenashi.people.customers.rules.matching.model import Model


class NothingToCompare(Exception):
    """The columns say nothing that can be compared; the arguments are the headers."""


@dataclass(frozen=True, slots=True)
class Records:
    """One file: its rows by id, as written (`raw`) and ready to be compared (`ready`), by the names of the fields."""

    raw: dict[str, dict[str, str]]
    ready: dict[str, dict[str, str]]


def read(rows: Sequence[Mapping[str, str | None]]) -> Records:
    """Find out what the columns mean and make the rows ready. A row without an id is known by its number."""
    header = list(rows[0]) if rows else []
    known = {column: field for column, field in headers.find(header).items() if not headers.is_answer(column)}
    id_column = next((column for column, field in known.items() if field == headers.ID), None)
    wanted = {column: field for column, field in known.items() if field != headers.ID}
    if not wanted:
        raise NothingToCompare(*header)
    ids = [(row[id_column] or "").strip() if id_column else "" for row in rows]
    if len(set(ids)) < len(ids) or "" in ids:
        ids = [str(number) for number in range(1, len(rows) + 1)]
    raw = {
        key: {field: (row[column] or "").strip() for column, field in wanted.items()}
        for key, row in zip(ids, rows, strict=True)
    }
    return Records(raw, {key: fields.record(row) for key, row in raw.items()})


def match(
    left: Records, right: Records | None = None, *, threshold: float = 0.5, seed: int = 1, clean: bool | None = None
) -> dict[str, Any]:
    """Link two files, or deduplicate one, by a model that is trained on them.

    `clean` says that no file names anybody twice, so that links are one to one; None: found out.
    """
    tables = [_table(one) for one in (left, right) if one is not None]
    engine = ports.linker()
    model = engine.train(tables, seed=seed)
    if not model.plan.comparisons or not model.plan.blocking:
        raise NothingToCompare(*next(iter(left.raw.values()), {}))
    bits = models.bits(threshold)
    scored = [Pair(**row) for row in engine.score(tables, model=model, above=bits).to_pylist()]
    if right is not None:
        one_to_one = _is_clean(left, model) and _is_clean(right, model) if clean is None else clean
        kept = grouping.one_to_one(scored) if one_to_one else grouping.in_order(scored)
        return _answer(left, right, kept, [], model, {"candidates": len(scored), "one_to_one": one_to_one})
    ready = left.ready

    def weigh(one: str, other: str) -> float:
        return models.score(model, ready[one], ready[other]).weight

    groups = grouping.groups(scored, weigh=weigh)
    within = [Pair(a, b, weigh(a, b)) for group in groups for i, a in enumerate(group) for b in group[i + 1 :]]
    return _answer(left, left, grouping.in_order(within), groups, model, {"candidates": len(scored)})


def match_by_rules(left: Records, right: Records | None = None) -> dict[str, Any]:
    """Link two files, or deduplicate one, by counting the fields that agree."""
    if not scheme.usable([field for row in left.raw.values() for field in row][:50]):
        raise NothingToCompare(*next(iter(left.raw.values()), {}))
    found, histogram = scheme.match(left.raw, None if right is None else right.raw)
    others = left if right is None else right
    pairs = [
        {
            "left": pair.left,
            "right": pair.right,
            "probability": None,
            "weight": pair.weight,
            "evidence": [
                {"field": name, "left": left.raw[pair.left][name], "right": others.raw[pair.right][name],
                 "level": "agrees", "weight": 1.0}
                for name in scheme.agreeing(left.raw[pair.left], others.raw[pair.right])
            ],
        }
        for pair in found
    ]  # fmt: skip
    groups = [] if right is not None else grouping.groups(found, weigh=lambda _a, _b: 1.0)
    counts = {"left": len(left.raw), "right": len(others.raw), "candidates": sum(histogram.values()),
              "histogram": {str(points): count for points, count in histogram.items()}, "pairs": len(pairs)}  # fmt: skip
    rules = {"method": "rules", "fields": [name for name, _ in scheme.RULES], "match_above": scheme.MATCH_ABOVE}
    return {"pairs": pairs, "clusters": groups, "model": rules, "counts": counts}


def _table(records: Records) -> pa.Table:
    columns = {name: pa.array([row.get(name) for row in records.ready.values()], pa.string()) for name in fields.FIELDS}
    return pa.table({"unique_id": pa.array(list(records.ready), pa.string()), **columns})


def _is_clean(records: Records, model: Model) -> bool:
    """Say whether hardly anybody stands twice in one file, by the sure signs."""
    doubled = 0
    for rule in model.plan.certain:
        keys = Counter(
            key for row in records.ready.values() if all(key := tuple(row.get(name, "") for name in rule))
        )  # fmt: skip
        if len(rule) > 1 or len(model.plan.certain) == 1:
            doubled = max(doubled, sum(count - 1 for count in keys.values()))
    return doubled <= 0.05 * max(len(records.ready), 1)


def _answer(
    left: Records, right: Records, pairs: Sequence[Pair], groups: list[list[str]], model: Model, more: dict[str, Any]
) -> dict[str, Any]:
    made = []
    for pair in pairs:
        score = models.score(model, left.ready[pair.left], right.ready[pair.right])
        made.append(
            {
                "left": pair.left,
                "right": pair.right,
                "probability": round(score.probability, 6),
                "weight": round(score.weight, 3),
                "evidence": [
                    {**asdict(one), "weight": round(one.weight, 3)}
                    for one in score.evidence
                    if one.level != models.MISSING
                ],
            }
        )
    said = models.as_json(model)
    del said["shares"]
    counts = {"left": len(left.raw), "right": len(right.raw), "pairs": len(made), "clusters": len(groups), **more}
    return {"pairs": made, "clusters": groups, "model": {"method": "probabilistic", **said}, "counts": counts}
