# SPDX-License-Identifier: Apache-2.0
"""The demo shows what the product is for: people whose visit, friendship on LINE, receipt and form are one story."""

from datetime import UTC, datetime

import numpy as np
import pytest

from omotenashi.simulate import browsing, forms
from omotenashi.simulate.devices import draw_devices
from omotenashi.simulate.model import World, draw_world
from omotenashi.simulate.parameters import EC, NOBODY, STORE

NOW = datetime(2026, 3, 14, 6, 30, tzinfo=UTC)
# As `omotenashi demo` draws it.
SEED = 20260401


def _with_all_four(world: World) -> set[int]:
    """Name who did all four under keys that the rules join: the till knows the account, and LINE was connected."""
    devices, known, bought = draw_devices(world), world.memberships, world.purchases
    asked = {one.person for one in forms.draw_inquiries(world, devices)}
    came = {one.person for one in browsing.draw_visits(world, devices)}
    friends = set(np.flatnonzero(known.line_tied_at != NOBODY).tolist())
    served = set(bought.person[(bought.channel == STORE) & ~bought.anonymous].tolist())
    joined = {one for one in asked if known.tied[one, STORE] or known.opened[one, EC] == NOBODY}
    return asked & came & friends & served & joined


@pytest.mark.parametrize("customers", [800, 5000])
def test_a_handful_of_people_show_visit_friendship_receipt_and_form_at_800_and_at_5000(customers: int) -> None:
    assert len(_with_all_four(draw_world(customers=customers, seed=SEED, now=NOW))) >= 5
