# SPDX-License-Identifier: Apache-2.0
"""今日やること: what waits, each with its count and the place where it is done. Only what exists."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from omotenashi.connectors.csv.models import Run
from omotenashi.engagement.messaging import queries as messaging
from omotenashi.web.console.figures.blocks import Page
from omotenashi.web.console.home.numbers import Ask

BEST = ("A", "B")


@dataclass(frozen=True)
class Task:
    """Something to do: how many, of what, why, and where."""

    count: int
    label: str
    why: str
    href: str
    icon: str
    drawer: bool = False


def tasks(ask: Ask, page: Callable[..., Page], *, may: Callable[[str], bool]) -> list[Task]:
    """What waits for this person, the urgent first."""
    found = _imports() if may("imports.view") else []
    found += _letters() if may("messages.publish") else []
    if may("measures.view"):
        found += _customers(ask, page)
    return [task for task in found if task.count]


def _imports() -> list[Task]:
    """The newest import of each file that has refused rows and was not replayed."""
    waiting = Run.objects.filter(rows_refused__gt=0, replayed_by=None).exclude(finished_at=None)
    rows = sum(waiting.values_list("rows_refused", flat=True)[:20])
    newest = waiting.first()
    if newest is None:
        return []
    why = _("“%(file)s” and others: mend them and bring them again.") % {"file": newest.file_name}
    return [Task(rows, _("refused rows of imports"), why, _import_url(newest), "tray")]


def _letters() -> list[Task]:
    """Messages that wait for a yes, and those of which nobody knows whether they arrived."""
    wait, lost = messaging.waiting_approvals().count(), messaging.undecided().count()
    why, page = _("A second person reads them before they are published."), reverse("console:message-approvals")
    lost_why = _("A line broke while they were handed over. Decide whether they go once more.")
    return [
        Task(wait, _("messages wait for approval"), why, page, "check"),
        Task(
            lost, _("messages that may not have arrived"), lost_why, f"{reverse('console:inbox')}?view=unknown", "mail"
        ),
    ]


def _import_url(run: Run) -> str:
    for name, arguments in (("console:import", [run.pk]), ("console:imports", [])):
        try:
            return reverse(name, args=arguments)
        except NoReverseMatch:
            continue
    return ""


def _customers(ask: Ask, page: Callable[..., Page]) -> list[Task]:
    flow, moves = page(ask("flow")), page(ask("rfm-migration"))
    once = next((row for row in flow.answer.rows if row["n"] == 1), None)
    fallen = [row for row in moves.answer.rows if row["then"] in BEST and row["now"] > row["then"]]
    worst = max(fallen, key=lambda row: row["customers"], default=None)
    found = []
    if worst:
        words = _("rank %(then)s customers have fallen to %(now)s") % {"then": worst["then"], "now": worst["now"]}
        href = moves.state.people({"then": worst["then"], "now": worst["now"]})
        found.append(
            Task(
                worst["customers"],
                words,
                _("In the last 90 days: call or write before they leave."),
                href,
                "person",
                drawer=True,
            )
        )
    if once:
        found += [
            Task(
                once["undecided"],
                _("bought once and are still warm"),
                _("A word now decides about the second purchase."),
                flow.state.people({"n": 1, "part": "undecided"}),
                "people",
                drawer=True,
            ),
            Task(
                once["churned"],
                _("bought once and fell silent"),
                _("More than 180 days ago: a win-back, or let them go."),
                flow.state.people({"n": 1, "part": "churned"}),
                "clock",
                drawer=True,
            ),
        ]
    return found
