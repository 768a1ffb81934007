# SPDX-License-Identifier: Apache-2.0
"""Who allowed marketing by mail and LINE, who refused, who changed their mind. Pure."""

from dataclasses import dataclass

import numpy as np

from omotenashi.simulate.draws import Ints, generator
from omotenashi.simulate.memberships import Memberships
from omotenashi.simulate.parameters import CHANNELS, EC, LINE, NOBODY, STORE
from omotenashi.simulate.trade_year import TradeYear

SILENT, GRANTED, DENIED = range(3)
_WITHDRAWN = 0.11
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Consents:
    """Arrays people x 4: the answer at the opening of each membership, and when a grant was withdrawn (or NOBODY)."""

    answer: Ints
    withdrawn_at: Ints


def draw_consents(*, memberships: Memberships, year: TradeYear, seed: int) -> Consents:
    """Ask at the EC site and on LINE always, at the till where a mail address was given, never by phone."""
    rng = generator(seed=seed, purpose="consents")
    shape = memberships.opened.shape
    grants, denies = np.zeros(len(CHANNELS)), np.zeros(len(CHANNELS))
    grants[[EC, STORE, LINE]], denies[[EC, STORE, LINE]] = (0.62, 0.55, 0.88), (0.22, 0.15, 0.0)
    asked = memberships.opened != NOBODY
    asked[:, STORE] &= memberships.till_email
    drawn = rng.random(shape)
    answer = np.where(drawn < grants, GRANTED, np.where(drawn < grants + denies, DENIED, SILENT))
    answer = np.where(asked, answer, SILENT).astype(np.int64)
    at = memberships.opened + (rng.standard_exponential(shape) * 150 * _DAY).astype(np.int64) + _DAY
    changed = (answer == GRANTED) & (rng.random(shape) < _WITHDRAWN) & (at < year.now)
    return Consents(answer, np.where(changed, at, NOBODY))
