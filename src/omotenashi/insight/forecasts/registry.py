# SPDX-License-Identifier: Apache-2.0
"""All forecasts, by name: what each asks and how, beside the measures. What computes them is in `answering`."""

from dataclasses import dataclass

from omotenashi.insight.measures.words import N_


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """One question about what will be. Texts are message ids."""

    name: str
    title: str
    question: str
    formula: str


FORECASTS: tuple[Forecast, ...] = (
    Forecast(
        name="ltv-forecast",
        title=N_("LTV forecast"),
        question=N_("What will each customer be worth in the next 12 months?"),
        formula=N_("Expected purchases (BG/NBD) × expected spend per purchase (Gamma-Gamma)."),
    ),
    Forecast(
        name="bgnbd",
        title=N_("Purchases to come (BG/NBD)"),
        question=N_("Who is still a customer, and how often will they buy?"),
        formula=N_("BG/NBD by maximum likelihood: customers may leave after each purchase."),
    ),
    Forecast(
        name="pareto-nbd",
        title=N_("Purchases to come (Pareto/NBD)"),
        question=N_("The same, when customers may leave at any moment?"),
        formula=N_("Pareto/NBD by maximum likelihood: customers may leave at any moment."),
    ),
    Forecast(
        name="gamma-gamma",
        title=N_("Spend per purchase (Gamma-Gamma)"),
        question=N_("How much will each customer spend per purchase?"),
        formula=N_("Gamma-Gamma by maximum likelihood, on customers who came back."),
    ),
    Forecast(
        name="recommend",
        title=N_("Recommendations"),
        question=N_("What will each customer like next, and what is due to be bought again?"),
        formula=N_(
            "Every method ranks for customers whose latest purchases were kept back; the best one serves (nDCG@10)."
        ),
    ),
    Forecast(
        name="unmet",
        title=N_("Unmet needs"),
        question=N_("What did customers want and not get, and what did it cost?"),
        formula=N_("Persons who did not get it × the share who buy after asking × what it costs."),
    ),
    Forecast(
        name="effect",
        title=N_("Effect of measures"),
        question=N_("What did a measure bring that would not have come without it?"),
        formula=N_("Per person: those who were reached − the control group drawn by lot, with its 95% interval."),
    ),
    Forecast(
        name="uplift",
        title=N_("Effect by segment"),
        question=N_("With whom does a measure work?"),
        formula=N_("The same difference among people of one rank or first channel, as they were before it began."),
    ),
    Forecast(
        name="demand",
        title=N_("Demand and order proposals"),
        question=N_("What will each place sell in the coming weeks, and what should it order?"),
        formula=N_(
            "Level × weekday × season of each SKU in each place; another method only when it is better on weeks kept back."
        ),
    ),
)

BY_NAME = {one.name: one for one in FORECASTS}
