# SPDX-License-Identifier: Apache-2.0
"""アトリビューション: which way earned the sales, by six models side by side, each summing to what was really sold."""

from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.journeys import JourneyParams, journeys, lengths, ways
from omotenashi.insight.measures.params import option
from omotenashi.insight.measures.words import N_

MODELS = ("last", "first", "linear", "position", "time_decay", "markov")


@dataclass(frozen=True, kw_only=True)
class AttributionParams(JourneyParams):
    """``half_life``: after so many touches a touch counts half (time decay)."""

    half_life: int = option(2, N_("Time decay: half after (touches)"), low=1)


def rows(tables: Tables, params: AttributionParams) -> ir.Table:
    """Each different path once (way is null), and each way with its code and customers; ``finish`` shares out."""
    found, known = journeys(tables, params), ways(tables, params)
    paths = found.group_by(path="ways").agg(
        won=found.won.sum(), lost=(~found.won).sum(), amount=found.amount.sum(), customers=ibis.literal(0, "int64")
    )
    paths = paths.mutate(way=ibis.null("string"), code=ibis.null("int32"))
    steps = found.filter(found.won).select("person", code=found.ways).unnest("code")
    heads = steps.group_by("code").agg(customers=steps.person.nunique())
    nothing = {name: ibis.literal(0, "int64") for name in ("won", "lost", "amount")}
    heads = known.left_join(heads, "code")
    heads = heads.mutate(path=ibis.null("array<int32>"), customers=heads.customers.fill_null(0), **nothing)
    columns = ("way", "code", "path", "won", "lost", "amount", "customers")
    typed = dict.fromkeys(("won", "lost", "amount", "customers"), "int64")
    return paths.select(*columns).cast(typed).union(heads.select(*columns).cast(typed))


def finish(found: pa.Table, params: AttributionParams) -> list[dict[str, Any]]:
    """way, customers, journeys, the amount by each model, removal_effect; the most earning way first."""
    # The kernel needs numpy, and nobody else who asks a measure does.
    from omotenashi.insight.measures.crediting import Journey, attribute

    told = found.to_pylist()
    heads = {row["way"]: row["customers"] for row in told if row["path"] is None}
    names = {row["code"]: row["way"] for row in told if row["path"] is None}
    gone = (row for row in told if row["path"] is not None)
    paths = sorted((tuple(names[code] for code in row["path"]), row["won"], row["lost"], row["amount"]) for row in gone)
    made = [Journey(*path) for path in paths]
    credit = attribute(made, half_life=params.half_life)
    touched = {way: sum(one.won for one in made if way in one.touches) for way in credit.removal}
    rows = [
        {
            "way": way,
            "customers": heads[way],
            "journeys": touched[way],
            **{model: credit.by[model][way] for model in MODELS},
            "removal_effect": effect * 100,
        }
        for way, effect in credit.removal.items()
    ]
    return sorted(rows, key=lambda row: (-row["markov"], row["way"]))


def people(tables: Tables, params: AttributionParams, cell: Cell) -> ir.Table:
    """Customers who bought after this way was among their touches."""
    cells.part_of(cell, MEASURE.counts)
    found = journeys(tables, params)
    known = ways(tables, params)
    code = known.filter(known.way == cells.text_of(cell, "way")).code.max().as_scalar()
    found = found.filter(found.won, found.ways.contains(code))
    return found.select("person").distinct()


def population(tables: Tables, params: AttributionParams) -> ir.Table:
    """purchases, traced (with a touch), pct, amount (of all), traced_amount, lost (ways that led to nothing)."""
    found = lengths(tables, params)
    led = found.touches > 0
    made = found.agg(
        purchases=found.won.sum().fill_null(0),
        amount=found.amount.sum().fill_null(0),
        traced=(found.won & led).sum().fill_null(0),
        lost=(~found.won).sum().fill_null(0),
        traced_amount=found.amount.sum(where=led).fill_null(0),
        touches=found.touches.mean(where=found.won & led),
    )
    return made.mutate(pct=cells.percent(made.traced, made.purchases))


MEASURE = Measure(
    name="attribution",
    title=N_("Attribution"),
    question=N_("Which way earned the sales?"),
    formula=N_(
        "Touches within N days before each purchase share its amount: last, first, linear, position (40/20/40), time "
        "decay, and Markov: the share of purchases lost if the way did not exist."
    ),
    notes=(
        N_("Every model sums to the amount of the purchases that had a touch; those without one stand beside them."),
        N_("Ways that led to nothing count in Markov as soon as their days have gone by."),
        N_("The amount is after returns, so that what came back earns nobody anything."),
    ),
    params=AttributionParams,
    keys=("way",),
    counts=("customers",),
    columns=(
        Column("way", N_("Way"), "text"),
        Column("customers", N_("Customers"), "people"),
        Column("journeys", N_("Purchases"), "count"),
        Column("last", N_("Last touch"), "money"),
        Column("first", N_("First touch"), "money"),
        Column("linear", N_("Linear"), "money"),
        Column("position", N_("Position"), "money"),
        Column("time_decay", N_("Time decay"), "money"),
        Column("markov", N_("Markov"), "money"),
        Column("removal_effect", N_("Removal effect"), "percent"),
    ),
    totals=(
        Column("purchases", N_("Purchases"), "count"),
        Column("traced", N_("With a touch"), "count"),
        Column("pct", N_("Share with a touch"), "percent"),
        Column("traced_amount", N_("Amount shared out"), "money"),
        Column("amount", N_("Amount"), "money"),
        Column("lost", N_("Led to nothing"), "count"),
        Column("touches", N_("Touches a purchase"), "ratio"),
    ),
    chart=Chart("bar", x="way", y=("last", "first", "markov")),
    rows=rows,
    people=people,
    population=population,
    finish=finish,
)
