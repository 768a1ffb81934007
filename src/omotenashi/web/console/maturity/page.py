# SPDX-License-Identifier: Apache-2.0
"""What the page shows, from the answers and the findings. No reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from omotenashi.insight.maturity.evidence import Finding
from omotenashi.insight.maturity.stages import QUESTIONS, SINGLE, Level, Standing, standing
from omotenashi.insight.models import MaturityAnswer
from omotenashi.web.console.maturity import words
from omotenashi.web.ui.tags.formats import number

NEXT = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A question with its answer. `by_hand` says that somebody answered other than the record."""

    code: str
    question: str | Promise
    says: str
    level: Level
    by_hand: bool
    cure: str | Promise
    href: str


def context_of(findings: Mapping[str, Finding], answers: Mapping[str, MaturityAnswer]) -> dict[str, Any]:
    """Give the ladder, the score, the three next steps and the questions by stage."""
    levels = {code: Level(answers[code].level) if code in answers else one.level for code, one in findings.items()}
    found = standing(levels)
    rows = {code: _row(code, findings[code], levels[code], by_hand=code in answers) for code in findings}
    return {
        "standing": found,
        "name": words.STAGES[found.stage][0],
        "meaning": words.STAGES[found.stage][1],
        "steps": _steps(found),
        "next": [rows[code] for code in found.missing[:NEXT]],
        "groups": [
            (words.STAGES[stage][0], round(100 * found.shares[stage]), [rows[code] for code in codes])
            for stage, codes in QUESTIONS.items()
        ],
        "choices": [(Level.YES, pgettext("answer", "Yes")), (Level.PARTLY, pgettext("answer", "Partly")), (Level.NO, pgettext("answer", "No"))],
        "basis": {
            "formula": _("Yes 2, partly 1, no 0 of 24 points. A stage is reached with half of its points; omnichannel only with "
                         "points that are good everywhere."),
            "population": _("%(n)s of 12 answered by hand, the others by the record") % {"n": len(answers)},
            "source": _("Orders, customers, stock, timeline, consents, goals"),
        },
    }  # fmt: skip


def _steps(found: Standing) -> list[dict[str, object]]:
    order = [SINGLE, *QUESTIONS]
    here = order.index(found.stage)
    return [
        {"name": words.STAGES[stage][0], "state": "here" if at == here else "done" if at < here else "ahead"}
        for at, stage in enumerate(order)
    ]


def _row(code: str, finding: Finding, level: Level, *, by_hand: bool) -> Row:
    said = words.QUESTIONS[code]
    figure = finding.figure
    return Row(
        code=code,
        question=said.question,
        says=str(said.says) % {"n": number(figure)} if figure is not None else _("The record says nothing about it yet."),
        level=level,
        by_hand=by_hand,
        cure=said.cure,
        href=reverse(said.url_name),
    )  # fmt: skip
