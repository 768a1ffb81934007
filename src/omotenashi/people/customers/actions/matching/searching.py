# SPDX-License-Identifier: Apache-2.0
"""Find who may be one: everybody by the engine, one new member by the index and the trained weights alone."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import blake2b
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.people.customers import ports
from omotenashi.people.customers.actions.matching import training
from omotenashi.people.customers.actions.matching.indexing import COLUMNS
from omotenashi.people.customers.models import LinkRun
from omotenashi.people.customers.rules.matching import model as models
from omotenashi.people.customers.rules.matching import review, vetoes
from omotenashi.people.customers.rules.matching.grouping import Pair
from omotenashi.people.customers.rules.matching.model import Model, Score

# A block with more persons than this says nothing about one of them.
_CROWD = 200
_STEP = 20_000


@dataclass(frozen=True, slots=True)
class Found:
    """Two persons by id, the older first, and what speaks for one human."""

    a: UUID
    b: UUID
    score: Score


def everybody(model: Model) -> list[Found]:
    """Score all persons against all, by the engine, and give what is worth a look."""
    table = training.records()
    if table.num_rows < 2:
        return []
    pairs = ports.linker().score([table], model=model, above=models.bits(review.PROPOSE_FROM)).to_pylist()
    wanted = {row[side] for row in pairs for side in ("left", "right")}
    known = _records(UUID(person) for person in wanted)
    return _worth_a_look(model, known, ((UUID(row["left"]), UUID(row["right"])) for row in pairs))


def compare(persons: Collection[UUID], *, now: datetime, run: LinkRun | None = None) -> int:
    """Compare a few persons with everybody through the index, propose, and give the number of new suggestions."""
    known = training.newest()
    return propose(around(known[1], persons), persons=persons, run=run, now=now) if known and persons else 0


def around(model: Model, persons: Collection[UUID]) -> list[Found]:
    """Score these persons against those who share a block with them."""
    pairs = {tuple(sorted(pair)) for pair in bulk.rows(_NEIGHBOURS, {"persons": list(persons), "crowd": _CROWD})}
    known = _records(person for pair in pairs for person in pair)
    return _worth_a_look(model, known, ((a, b) for a, b in sorted(pairs) if a in known and b in known))


def propose(found: Sequence[Found], *, persons: Collection[UUID] | None, run: LinkRun | None, now: datetime) -> int:
    """Keep what is new, replace what says something else now, close what is no longer so; give the number opened.

    `persons` limits what is closed; None: everybody was searched. What is kept apart, or was refused on the same
    evidence, is not offered.
    """
    rows = [
        (new_id(), *sorted((one.a, one.b)), one.score.probability, one.score.weight, *_evidence(one)) for one in found
    ]
    columns = {"id": "uuid", "a": "uuid", "b": "uuid", "probability": "float8", "weight": "float8",
               "evidence": "jsonb", "hash": "text"}  # fmt: skip
    bulk.stage("stage_suggestion", columns, rows)
    everyone = persons is None
    bulk.run(_CLOSE, {"now": now, "everyone": everyone, "persons": list(persons or ())})
    bulk.run(_REFRESH)
    return bulk.run(_OPEN, {"now": now, "run": run.pk if run else None})


def _worth_a_look(
    model: Model, known: dict[UUID, dict[str, str | None]], pairs: Iterable[tuple[UUID, UUID]]
) -> list[Found]:
    """Score pairs and leave out what is too unlikely, and what cannot be whatever the score says."""
    found = (_found(model, known, a, b) for a, b in pairs if not vetoes.vetoed(known[a], known[b]))
    return [one for one in found if one.score.probability >= review.PROPOSE_FROM]


def _found(model: Model, known: dict[UUID, dict[str, str | None]], one: UUID, other: UUID) -> Found:
    a, b = sorted((one, other))
    return Found(a, b, models.score(model, known[a], known[b]))


def in_doubt() -> set[UUID]:
    """Name the open suggestions that need a look: another partner is as likely, or both hold a number of one series."""
    rows = bulk.rows("SELECT id, a_id, b_id, weight FROM customers_linksuggestion WHERE state = 'open'")
    newest = training.newest()
    if not rows or newest is None:
        return set()
    model, known = newest[1], _records(key for _, a, b, _ in rows for key in (a, b))

    def agree(one: str, other: str) -> bool:
        a, b = known.get(UUID(one)), known.get(UUID(other))
        if a is None or b is None or vetoes.apart(a, b):
            return False
        return models.score(model, a, b).weight > models.prior_weight(model)

    doubted = vetoes.rivals([Pair(str(a), str(b), weight) for _, a, b, weight in rows], agree=agree)
    found = {key for key, a, b, _ in rows if (min(str(a), str(b)), max(str(a), str(b))) in doubted}
    return found | {key for (key,) in bulk.rows(_TWO_NUMBERS)}


def _records(persons: Iterable[UUID]) -> dict[UUID, dict[str, str | None]]:
    wanted = sorted(set(persons))
    sql = f"SELECT person_id, {', '.join(COLUMNS)} FROM customers_matchrecord WHERE person_id = ANY(%s)"
    rows = (row for start in range(0, len(wanted), _STEP) for row in bulk.rows(sql, [wanted[start : start + _STEP]]))
    return {person: dict(zip(COLUMNS, values, strict=True)) for person, *values in rows}


def _evidence(found: Found) -> tuple[str, str]:
    text = json.dumps([asdict(one) for one in found.score.evidence], ensure_ascii=False)
    # The weights move with every training; what was compared is the evidence.
    said = sorted((one.field, one.level, *sorted((one.left, one.right))) for one in found.score.evidence)
    return text, blake2b(repr(said).encode(), digest_size=16).hexdigest()


# Whoever lost a card gets a new number; two people of one name have two as well. The series: its digits do not count.
_TWO_NUMBERS = """
SELECT DISTINCT s.id FROM customers_linksuggestion s
JOIN customers_nodeperson x ON x.node_id = s.a_id JOIN customers_nodeperson y ON y.node_id = s.b_id
JOIN customers_nodeperson p ON p.person_id = x.person_id JOIN customers_node n ON n.id = p.node_id
JOIN customers_nodeperson q ON q.person_id = y.person_id JOIN customers_node m ON m.id = q.node_id
WHERE s.state = 'open' AND n.type = 'member_no' AND m.type = 'member_no' AND n.value <> m.value
AND regexp_replace(n.value, '[0-9]', '9', 'g') = regexp_replace(m.value, '[0-9]', '9', 'g')
"""
_NEIGHBOURS = """
SELECT m.person_id, o.person_id FROM customers_matchrecord m, unnest(m.keys) k,
LATERAL (SELECT person_id FROM customers_matchrecord WHERE keys @> ARRAY[k] AND person_id <> m.person_id LIMIT %(crowd)s) o
WHERE m.person_id = ANY(%(persons)s)
"""
_CLOSE = """
UPDATE customers_linksuggestion s SET state = 'superseded', decided_at = %(now)s
WHERE s.state = 'open' AND (
  NOT EXISTS (SELECT FROM customers_nodeperson x JOIN customers_nodeperson y ON y.node_id = s.b_id
              WHERE x.node_id = s.a_id AND x.person_id <> y.person_id)
  OR ((%(everyone)s OR s.a_id = ANY(%(persons)s::uuid[]) OR s.b_id = ANY(%(persons)s::uuid[]))
      AND NOT EXISTS (SELECT FROM stage_suggestion n WHERE n.a = s.a_id AND n.b = s.b_id AND n.hash = s.evidence_hash)))
"""
# A new model weighs the same evidence anew.
_REFRESH = """
UPDATE customers_linksuggestion s SET probability = n.probability, weight = n.weight, evidence = n.evidence
FROM stage_suggestion n
WHERE s.state = 'open' AND s.a_id = n.a AND s.b_id = n.b AND s.evidence_hash = n.hash AND s.weight <> n.weight
"""
_OPEN = """
INSERT INTO customers_linksuggestion
  (id, run_id, a_id, b_id, probability, weight, evidence, evidence_hash, state, proposed_at, seconded_by, decided_by)
SELECT n.id, %(run)s, n.a, n.b, n.probability, n.weight, n.evidence, n.hash, 'open', %(now)s, '', ''
FROM stage_suggestion n
JOIN customers_nodeperson x ON x.node_id = n.a JOIN customers_nodeperson y ON y.node_id = n.b
WHERE x.person_id <> y.person_id
AND NOT EXISTS (SELECT FROM customers_linksuggestion s WHERE s.a_id = n.a AND s.b_id = n.b AND s.evidence_hash = n.hash
                AND s.state IN ('rejected', 'open'))
AND NOT EXISTS (
  SELECT FROM customers_nolink l JOIN customers_nodeperson p ON p.node_id = l.a_id
  JOIN customers_nodeperson q ON q.node_id = l.b_id
  WHERE l.lifted_at IS NULL
  AND ((p.person_id = x.person_id AND q.person_id = y.person_id) OR (p.person_id = y.person_id AND q.person_id = x.person_id)))
ON CONFLICT (a_id, b_id) WHERE state = 'open' DO NOTHING
"""
