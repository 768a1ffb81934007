# SPDX-License-Identifier: Apache-2.0
"""`uplift`: what a file says of a campaign with people who were left out, for all and by groups."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from omotenashi.insight.forecasts import values as cells
from omotenashi.insight.forecasts.asked import effects
from omotenashi.insight.forecasts.asked.effects import Arm
from omotenashi.insight.forecasts.asked.reading import Told, Values, number, taken, told
from omotenashi.insight.forecasts.files import BadFile, Given
from omotenashi.insight.measures.params import BadParameter
from omotenashi.insight.measures.words import N_

_USUAL = frozenset(
    ("0", "0.0", "false", "f", "no", "control", "control group", "ctrl", "ctl", "untreated", "not treated", "placebo", "none",
     "no e-mail", "no email", "no mail", "no treatment", "holdout", "hold-out", "hold out", "baseline", "非配信", "非配信群",
     "対照", "対照群", "コントロール", "コントロール群", "なし", "無", "未配信")
)  # fmt: skip
_NOT_A_YES = N_(
    "%(file)s, line %(line)s: “%(value)s” in column %(column)s is neither 0 nor 1. Name another column with --columns"
    " outcome=…, and amounts with amount=…"
)


def uplift(given: Given, values: Values, today: date) -> Told:
    """treatment and outcome (0/1), perhaps amount, customer group (`by`) and score; one row a treated group."""
    read = taken(values, control="", margin="60", cost="0", by="", level="95")
    margin, cost, level = (number(name, read[name]) for name in ("margin", "cost", "level"))
    if not 0 < level < 100:
        raise BadParameter("level", read["level"], N_("a number between 0 and 100"))
    unused = _people(given, read["by"])
    arms, control = _arms(given, read["control"])
    found = [
        {"arm": arm, **({"group": group} if read["by"] else {}),
         **effects.compare(mine[arm], mine[control], margin=margin / 100, cost=cost, level=level / 100)}
        for group, mine in sorted(_groups(given).items())
        for arm in arms
        if arm != control and arm in mine and control in mine
    ]  # fmt: skip
    population: Told = {"people": given.rows("SELECT count(*) FROM people")[0][0], "control": control, "arms": arms}
    if unused:
        population["rows_unused"] = unused
    if given.has("score"):
        population["qini"] = _qini(given, control)
    return told("uplift", read, population, found, today)


def _people(given: Given, by: str) -> int:
    """Make the table `people`, and give how many rows say neither group nor outcome."""
    given.need("treatment")
    given.refuse("outcome", "double", "read NOT IN (0, 1)", _NOT_A_YES)
    parts = (
        "nullif(trim({treatment}::varchar), '') AS arm",
        "{outcome}::double AS won",
        "{amount}::double AS amount" if given.has("amount") else "0.0 AS amount",
        "{score}::double AS score" if given.has("score") else "NULL::double AS score",
        f"coalesce(trim({given.quoted(by)}::varchar), '') AS who" if by else "'' AS who",
    )
    given.rows(f"CREATE OR REPLACE TEMP TABLE told AS SELECT {', '.join(parts)} FROM given")
    given.rows("CREATE OR REPLACE TEMP TABLE people AS SELECT * FROM told WHERE arm IS NOT NULL AND won IS NOT NULL")
    return int(given.rows("SELECT count(*) FROM told WHERE arm IS NULL OR won IS NULL")[0][0])


def _arms(given: Given, control: str) -> tuple[list[str], str]:
    arms = [str(row[0]) for row in given.rows("SELECT DISTINCT arm FROM people ORDER BY 1")]
    if len(arms) < 2:
        raise BadFile(
            N_("Everybody is in one group (%(arms)s): without people who were left out there is nothing to compare with."),
            arms=", ".join(arms) or "–",
        )  # fmt: skip
    usual = [arm for arm in arms if arm.lower() in _USUAL]
    control = control or (usual[0] if usual else "")
    if control not in arms:
        raise BadParameter("control", control, ", ".join(arms[:20]))
    return arms, control


def _groups(given: Given) -> Mapping[str, dict[str, Arm]]:
    found: dict[str, dict[str, Arm]] = defaultdict(dict)
    rows: Sequence[tuple[Any, ...]] = given.rows(
        f"SELECT who, arm, count(*), sum(won), coalesce({cells.added('amount')}, 0) FROM people GROUP BY 1, 2"
    )
    for who, arm, people, buyers, sales in rows:
        found[who][arm] = Arm(people, buyers, sales)
    return found


def _qini(given: Given, control: str) -> float | None:
    """Of the people who have a score."""
    rows = given.query("SELECT score, arm, won FROM people WHERE score IS NOT NULL ORDER BY score DESC, arm, won")
    treated = np.ma.getdata(rows["arm"]) != control
    if not treated.any() or treated.all():
        return None
    score, won = (np.ma.filled(np.ma.asarray(rows[name], dtype=np.float64), np.nan) for name in ("score", "won"))
    return effects.qini(score=score, treated=np.asarray(treated, dtype=bool), outcome=won)
