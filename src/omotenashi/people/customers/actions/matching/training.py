# SPDX-License-Identifier: Apache-2.0
"""Train the model of the retailer's own persons, and read the newest."""

import io
from datetime import datetime
from functools import lru_cache

import pyarrow as pa
import pyarrow.csv as pacsv
from django.db import connection

from omotenashi.people.customers import ports
from omotenashi.people.customers.actions.matching.indexing import COLUMNS
from omotenashi.people.customers.models import LinkModel, MatchRecord
from omotenashi.people.customers.rules.matching import model as models
from omotenashi.people.customers.rules.matching import priors
from omotenashi.people.customers.rules.matching.fields import FIELDS
from omotenashi.people.customers.rules.matching.model import Model
from omotenashi.people.customers.rules.matching.planning import PERSON_PLAN

SEED = 1
# Enough to learn from; more only takes longer.
_SAMPLE = 300_000


def train(*, now: datetime) -> LinkModel:
    """Learn the weights from the persons as they are now and keep the model."""
    table = records(limit=_SAMPLE)
    learnt = ports.linker().train([table], seed=SEED, plan=PERSON_PLAN)
    count = MatchRecord.objects.count()
    # The share of matches among pairs is that of the sample, which is drawn at random, as far as it can be.
    low, high = priors.bounds(count)
    prior = min(max(learnt.prior, low), high)
    learnt = Model(learnt.plan, prior, learnt.chances, learnt.shares, count)
    return LinkModel.objects.create(settings=models.as_json(learnt), trained_at=now, sample=table.num_rows)


def newest() -> tuple[LinkModel, Model] | None:
    """Give the newest model, as kept and ready for use."""
    version = LinkModel.objects.order_by("-version").values_list("version", flat=True).first()
    return _read(version) if version else None


@lru_cache(maxsize=2)
def _read(version: int) -> tuple[LinkModel, Model]:
    kept = LinkModel.objects.get(version=version)
    return kept, models.from_json(kept.settings)


def records(*, limit: int = 0) -> pa.Table:
    """Give the index as one table, with `unique_id` and every field that the engine knows."""
    names = ", ".join(("person_id AS unique_id", *COLUMNS))
    sample = f" ORDER BY hashtext(person_id::text) LIMIT {int(limit)}" if limit else ""
    sql = f"COPY (SELECT {names} FROM customers_matchrecord{sample}) TO STDOUT (FORMAT csv, HEADER)"
    with connection.cursor() as cursor, cursor.copy(sql) as source:
        data = b"".join(bytes(part) for part in source)
    columns = ("unique_id", *COLUMNS)
    options = pacsv.ConvertOptions(
        column_types=dict.fromkeys(columns, pa.string()), strings_can_be_null=True, null_values=[""]
    )
    table = pacsv.read_csv(
        io.BytesIO(data), convert_options=options, parse_options=pacsv.ParseOptions(newlines_in_values=True)
    )
    for name in FIELDS:
        if name not in columns:
            table = table.append_column(name, pa.nulls(table.num_rows, pa.string()))
    return table
