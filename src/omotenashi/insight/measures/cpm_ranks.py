# SPDX-License-Identifier: Apache-2.0
"""CPM: which kind of customer somebody is, by purchases, amount and how long they have stayed; as of any day."""

from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from omotenashi.insight.measures.params import BadParameter, Common, option
from omotenashi.insight.measures.purchases import days_between
from omotenashi.insight.measures.words import N_

# From the least to the best. What they are called is the shop's own matter: these are keys.
KINDS = ("first", "toddler", "steady", "fashion", "best")
STATES = ("active", "gone")


@dataclass(frozen=True, kw_only=True)
class CpmParams(Common):
    """Thresholds of the five kinds; ``labels`` are the shop's own words for them, from the least to the best."""

    stay: int = option(90, N_("Stayed at least (days)"), low=1)
    spent: int = option(15_000, N_("Spent at least"), low=1)
    days: int = option(180, N_("Gone after (days)"), low=1)
    labels: tuple[str, ...] = option((), N_("Own names (five, with commas)"))

    def __post_init__(self) -> None:
        if self.labels and len(self.labels) != len(KINDS):
            raise BadParameter("labels", ",".join(self.labels), f"{len(KINDS)} names")


def told(found: ir.Table, params: CpmParams, *, day: ir.DateValue | date) -> ir.Table:
    """``customers`` with stay (first to last purchase), silent (since the last), kind and state as of a day."""
    upto = ibis.literal(day) if isinstance(day, date) else day
    found = found.mutate(stay=days_between(found.last_day, found.first_day), silent=days_between(upto, found.last_day))
    long, much = found.stay >= params.stay, found.amount >= params.spent
    kind = ibis.cases(
        (found.purchases == 1, "first"),
        (much & long, "best"),
        (much, "fashion"),
        (long, "steady"),
        else_="toddler",
    )
    return found.mutate(kind=kind, state=(found.silent > params.days).ifelse("gone", "active"))


def place_of(kind: ir.StringValue) -> ir.IntegerValue:
    """0 for the least kind, 4 for the best."""
    return ibis.cases(*((kind == name, place) for place, name in enumerate(KINDS)), else_=-1)
