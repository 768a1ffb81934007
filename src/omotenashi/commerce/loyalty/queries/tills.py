# SPDX-License-Identifier: Apache-2.0
"""What tills may promise while they are offline."""

from dataclasses import dataclass
from datetime import datetime

from omotenashi.base import bulk
from omotenashi.commerce.loyalty.models import Programme
from omotenashi.commerce.loyalty.rules import tills as rules


@dataclass(frozen=True, slots=True)
class Exposure:
    """What is set aside for tills in all, what of it open permissions hold and how much of those was given; `owed` is
    what was given and not there."""

    reserve: int
    held: int
    given: int
    tills: int
    owed: int
    receivables: int


def policy(at: datetime) -> rules.TillPolicy:
    """Give what holds at a moment."""
    row = Programme.objects.filter(since__lte=at).order_by("-since", "-version").first()
    return rules.read(row.settings if row else {})


def exposure(at: datetime) -> Exposure:
    """Give what tills without a line may cost at most, and what they have cost."""
    [(held, used, tills, owed, receivables)] = bulk.rows(_EXPOSURE)
    return Exposure(policy(at).reserve, held, used, tills, owed, receivables)


_EXPOSURE = """
SELECT coalesce((SELECT held FROM loyalty_tillreserve), 0)::bigint, coalesce(sum(used), 0)::bigint,
       count(DISTINCT terminal),
       (SELECT coalesce(sum(amount), 0)::bigint FROM loyalty_overdraft WHERE settled_at IS NULL),
       (SELECT count(*) FROM loyalty_overdraft WHERE settled_at IS NULL AND amount > 0)
FROM loyalty_tillallowance WHERE closed_at IS NULL
"""
