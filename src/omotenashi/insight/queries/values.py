# SPDX-License-Identifier: Apache-2.0
"""What customers are worth: forecasts, the models that made them, scores."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from omotenashi.insight.forecasts.options import ForecastOptions
from omotenashi.insight.measures import params as parameters
from omotenashi.insight.models import Prediction, Score, ValueModel
from omotenashi.insight.queries.asking import day_of_asking
from omotenashi.insight.queries.lake import reading
from omotenashi.people.customers.models import Person

if TYPE_CHECKING:
    from omotenashi.insight.forecasts.answering import Answer


def forecast(*, name: str, values: Mapping[str, str], now: datetime) -> "Answer":
    """Ask a value model about the customers of the lake. Takes seconds: pages read what `foresee` has kept."""
    # Fitting needs scipy, which takes a while to load and which no page needs.
    from omotenashi.insight.forecasts import of_lake
    from omotenashi.insight.forecasts.answering import ASK

    with reading() as tables:
        asked = values.get("as_of", "").strip()
        day = parameters.read_date("as_of", asked) if asked else day_of_asking(now=now)
        options = parameters.parse(ForecastOptions, values, as_of=day)
        return ASK[name](of_lake.customers(tables, options), options)


def newest_model() -> ValueModel | None:
    """Give the newest fit of the value models that came to its end."""
    return ValueModel.objects.exclude(finished_at=None).first()


def running_model() -> ValueModel | None:
    """Give the newest fit, also one that failed or is still going on."""
    return ValueModel.objects.first()


def prediction_of(person_id: UUID) -> Prediction | None:
    """Give what the newest model says of this person."""
    return Prediction.objects.filter(pk=person_id).first()


def scores_of(person_ids: Iterable[UUID]) -> dict[UUID, Score]:
    """Give the scores of those among these persons that have some."""
    return Score.objects.in_bulk(set(person_ids))


def sales_by_seq(seqs: Sequence[int]) -> dict[int, int]:
    """Give the spend to date of the persons named by the lake's key, where there is one."""
    ids = dict(Person.objects.filter(seq__in=list(seqs)).values_list("id", "seq"))
    return {ids[one]: sales for one, sales in Score.objects.filter(pk__in=ids).values_list("pk", "sales")}
