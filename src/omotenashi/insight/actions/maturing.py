# SPDX-License-Identifier: Apache-2.0
"""Answer a question of the maturity check, or leave it to the record again."""

from datetime import datetime

from omotenashi.insight.maturity.stages import CODES, Level
from omotenashi.insight.models import MaturityAnswer


def answer_maturity(code: str, level: Level | None, *, by: str, now: datetime) -> None:
    """Keep an answer; None takes it back. The same answer twice changes nothing. Raises ValueError for no question."""
    if code not in CODES:
        raise ValueError(code)
    if level is None:
        MaturityAnswer.objects.filter(pk=code).delete()
        return
    MaturityAnswer.objects.update_or_create(code=code, defaults={"level": level, "by": by, "at": now})
