# SPDX-License-Identifier: Apache-2.0
"""What the home page shows to those who see measures, and to those who do not."""

from datetime import datetime
from typing import Any

from omotenashi.insight import queries as insight
from omotenashi.insight.measures.run import Answer
from omotenashi.people.staff import queries as staff
from omotenashi.web.console.figures import writing
from omotenashi.web.console.figures.blocks import Page
from omotenashi.web.console.figures.layouts import channel
from omotenashi.web.console.home import cards, todo
from omotenashi.web.console.home.numbers import collect
from omotenashi.web.console.home.sentence import sentence, weak_point


def numbers_of(who: Any, *, now: datetime) -> dict[str, Any]:
    """Everything on the page that is a number."""
    day = insight.day_of_asking(now=now)
    names, masks = writing.names(), not staff.may(who, "customers.export")

    def ask(name: str, **values: str) -> Answer:
        return insight.ask(name=name, values={"as_of": day.isoformat(), **values}, now=now)

    def page(answer: Answer) -> Page:
        return cards.page_for(answer, ask, names, masks=masks)

    numbers = collect(ask, as_of=day, first_day=insight.span()[0] or day)
    pages = {"kpi-tree": page(numbers.tree), "f2": page(ask("f2", by="month", days="90"))}
    pages |= {name: page(ask(name)) for name in ("new-repeat", "cross-use", "ltv-curve", "sales")}
    title, combos = cards.combos(pages["cross-use"])
    return {
        "as_of": day,
        "sentence": sentence(numbers),
        "weak": weak_point(numbers),
        "figures": cards.figures(numbers, pages),
        "tree": cards.tree(numbers),
        "tree_note": numbers.tree.measure.notes[0],
        "lines": cards.ltv_lines(pages["ltv-curve"]),
        "sales": cards.sales_bars(pages["sales"]),
        "combos_title": title,
        "combos": combos,
        "led": channel.flow_matrix(page(ask("channel-flow", touch="purchase", days="30"))),
        "tasks": todo.tasks(ask, page, may=lambda permission: staff.may(who, permission)),
    }


def tasks_of(who: Any, *, now: datetime) -> dict[str, Any]:
    """What is left for those who do not see measures."""
    return {
        "as_of": insight.day_of_asking(now=now),
        "tasks": todo.tasks(_nobody_asks, _nobody_asks, may=lambda permission: staff.may(who, permission)),
    }


def _nobody_asks(*_given: Any, **_values: Any) -> Any:
    raise LookupError("a role without measures asked for one")
