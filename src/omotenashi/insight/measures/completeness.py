# SPDX-License-Identifier: Apache-2.0
"""データ充実度: of how many customers each kind of thing is known, so that nobody trusts what purchases alone say.

Purchases say what was bought, not why, and not what was looked at before. Six kinds are looked at and weigh the same:
what was bought, who somebody is, what was looked at on the site, what happened in a shop, what was answered to our
messages, and why it was bought. A house with purchases and profiles alone reaches a third at most.
"""

from dataclasses import dataclass
from typing import ClassVar

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import cells
from omotenashi.insight.measures.contract import Cell, Chart, Column, Measure
from omotenashi.insight.measures.params import BadParameter, Common
from omotenashi.insight.measures.words import N_

FACTS = ("bought", "profile", "site", "shop", "response", "reason")
# Which acts of a touch say what.
_ACTS = {
    "view": "site", "cart": "site", "checkout": "site", "search": "site", "page": "site",
    "visit": "shop", "try": "shop", "pickup": "shop",
    "click": "response", "ask": "response", "friend": "response",
}  # fmt: skip
# Of gender, year of birth and prefecture so many have to be known.
_ENOUGH = 2


@dataclass(frozen=True, kw_only=True)
class CompletenessParams(Common):
    """Nothing to choose but the day: the question is what is known of everybody."""

    heeds: ClassVar[tuple[str, ...]] = ("as_of",)


def _known(tables: Tables, params: CompletenessParams) -> ir.Table:
    """person, fact: each once."""
    claimed = tables.nodes.filter(tables.nodes.person.notnull()).select("node", "person")
    orders = tables.orders.filter(~tables.orders.cancelled, tables.orders.day <= params.as_of)
    touches = tables.touches.filter(tables.touches.act.isin(list(_ACTS)), tables.touches.day <= params.as_of)
    answers = tables.answers.filter(tables.answers.day <= params.as_of)
    # Nodes first: somebody looks at a thousand pages, and one says enough.
    seen = touches.select("node", fact=touches.act.substitute(_ACTS)).distinct()
    done = orders.select("node", fact=ibis.literal("bought"))
    said = answers.select("node", fact=ibis.literal("reason"))
    found = ibis.union(seen, done, said).join(claimed, "node").select("person", "fact")
    return ibis.union(found, _profiled(tables.persons)).distinct()


def _profiled(persons: ir.Table) -> ir.Table:
    """Whose gender, year of birth and prefecture are known, at least two of them."""
    said = (
        (persons.gender.fill_null("") != "").cast("int64")
        + persons.birth_year.notnull().cast("int64")
        + (persons.prefecture.fill_null("") != "").cast("int64")
    )
    return persons.filter(said >= _ENOUGH).select("person", fact=ibis.literal("profile"))


def _everybody(tables: Tables, params: CompletenessParams) -> ir.Table:
    """Persons whom the record knows at the day: by a profile, or by what they did."""
    known = _known(tables, params).select("person")
    seen = tables.persons.filter(tables.persons.first_seen <= params.as_of).select("person")
    return known.union(seen).distinct()


def rows(tables: Tables, params: CompletenessParams) -> ir.Table:
    """fact, known, missing (customers), share; all six, in the order in which they are asked for."""
    found = _known(tables, params)
    counted = found.group_by("fact").agg(known=found.count())
    kinds = ibis.array([ibis.literal(fact) for fact in FACTS]).unnest().name("fact").as_table()
    made = kinds.left_join(counted, "fact").drop("fact_right")
    made = made.cross_join(_everybody(tables, params).agg(customers=ibis._.count()))
    made = made.mutate(known=made.known.fill_null(0))
    made = made.mutate(missing=made.customers - made.known, share=cells.percent(made.known, made.customers))
    return made.select("fact", "known", "missing", "share", "customers").order_by(
        made.fact.cases(*((fact, place) for place, fact in enumerate(FACTS)))
    )


def people(tables: Tables, params: CompletenessParams, cell: Cell) -> ir.Table:
    """Of whom a kind is known, or of whom it is not."""
    part, fact = cells.part_of(cell, MEASURE.counts), cells.text_of(cell, "fact")
    if fact not in FACTS:
        raise BadParameter("fact", fact, ", ".join(FACTS))
    found = _known(tables, params)
    found = found.filter(found.fact == fact).select("person")
    return found if part == "known" else _everybody(tables, params).anti_join(found, "person")


def population(tables: Tables, params: CompletenessParams) -> ir.Table:
    """customers, and score: the mean of the six shares."""
    found = _known(tables, params).agg(facts=ibis._.count())
    found = found.cross_join(_everybody(tables, params).agg(customers=ibis._.count()))
    return found.select("customers", score=cells.percent(found.facts, found.customers * len(FACTS)))


MEASURE = Measure(
    name="completeness",
    title=N_("Data completeness"),
    question=N_("Of how many customers do we know more than what they bought?"),
    formula=N_(
        "For each kind: customers of whom it is known ÷ all customers. Score: the mean of the six. Profile: two of gender,"
        " year of birth and prefecture."
    ),
    notes=(N_("Purchases alone do not say why somebody bought, nor what was looked at before."),),
    params=CompletenessParams,
    keys=("fact",),
    counts=("known", "missing"),
    columns=(
        Column("fact", N_("What is known"), "text"),
        Column("known", N_("Known of so many customers"), "people"),
        Column("missing", N_("Not known of so many customers"), "people"),
        Column("share", N_("Share of customers"), "percent"),
        Column("customers", N_("Customers"), "people"),
    ),
    totals=(
        Column("customers", N_("Customers"), "people"),
        Column("score", N_("Completeness score"), "percent"),
    ),
    chart=Chart("bar", x="fact", y=("known",)),
    rows=rows,
    people=people,
    population=population,
)
