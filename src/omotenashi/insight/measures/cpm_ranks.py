# SPDX-License-Identifier: Apache-2.0
"""CPM: which kind of customer somebody is, by purchases, amount and how long they have stayed; as of any day."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import ibis
import ibis.expr.types as ir

from omotenashi.insight.measures.params import BadParameter, Common, option
from omotenashi.insight.measures.purchases import days_between
from omotenashi.insight.measures.words import N_

# From the least to the best. What they are called is the shop's own matter: these are keys.
KINDS = ("first", "toddler", "steady", "fashion", "best")
# With four ranks nobody is told apart by the amount before they have stayed: who has bought much in a short time has
# yet to show that they stay, so they are toddlers, and a campaign to make steady customers of them reaches them too.
FOUR = ("first", "toddler", "steady", "best")
STATES = ("active", "gone")

type Ranks = Literal["5", "4"]


@dataclass(frozen=True, kw_only=True)
class CpmParams(Common):
    """Thresholds of the kinds, of which there are five or four; ``labels`` are the shop's own words, the least first.

    Five names do for four ranks as well: the one that is not used rests.
    """

    ranks: Ranks = option("5", N_("Ranks"), help_text=N_("With four, who spends much in a short time is toddling."))
    stay: int = option(90, N_("Stayed at least (days)"), low=1)
    spent: int = option(15_000, N_("Spent at least"), low=1)
    days: int = option(180, N_("Gone after (days)"), low=1)
    labels: tuple[str, ...] = option((), N_("Own names (from the least to the best, with commas)"))

    def __post_init__(self) -> None:
        if self.labels and len(self.labels) not in (len(self.kinds), len(KINDS)):
            raise BadParameter("labels", ",".join(self.labels), f"{len(self.kinds)} names")

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds there are, from the least to the best."""
        return KINDS if self.ranks == "5" else FOUR

    @property
    def own_names(self) -> dict[str, str]:
        """The shop's own words for the kinds, where it has any."""
        named = KINDS if len(self.labels) == len(KINDS) else self.kinds
        return dict(zip(named, self.labels, strict=False))


def told(found: ir.Table, params: CpmParams, *, day: ir.DateValue | date) -> ir.Table:
    """``customers`` with stay (first to last purchase), silent (since the last), kind and state as of a day."""
    upto = ibis.literal(day) if isinstance(day, date) else day
    found = found.mutate(stay=days_between(found.last_day, found.first_day), silent=days_between(upto, found.last_day))
    long, much = found.stay >= params.stay, found.amount >= params.spent
    short_but_much = [(much, "fashion")] if "fashion" in params.kinds else []
    kind = ibis.cases(
        (found.purchases == 1, "first"),
        (much & long, "best"),
        *short_but_much,
        (long, "steady"),
        else_="toddler",
    )
    return found.mutate(kind=kind, state=(found.silent > params.days).ifelse("gone", "active"))


def place_of(kind: ir.StringValue) -> ir.IntegerValue:
    """0 for the least kind, 4 for the best."""
    return ibis.cases(*((kind == name, place) for place, name in enumerate(KINDS)), else_=-1)
