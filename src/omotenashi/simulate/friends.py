# SPDX-License-Identifier: Apache-2.0
"""Friends on LINE and visits of shops: who became a friend by what, and who passed a shop's beacon. Pure.

Both hang on the LINE account; whose it is, the ties of the world decide.
"""

from dataclasses import dataclass

import numpy as np

from omotenashi.simulate.browsing import TAGGED_DAYS
from omotenashi.simulate.draws import generator
from omotenashi.simulate.model import World
from omotenashi.simulate.parameters import EC, LINE, NOBODY, PHONE, SHOPS, STORE
from omotenashi.simulate.purchases import MEDIA

ADDED, VISITED = "Friend Added", "Store Visited"
_BY = {"LINEAD": "ad", "LINEFRIEND": "friend"}
_OTHER_WAYS = ("till", "site", "parcel")
# By which they can have come who are known elsewhere already.
_WAYS = {STORE: ("till",), EC: ("site", "parcel"), PHONE: ("parcel",)}
_SEEN, _WITHOUT = 0.5, 0.35
_DAY, _MINUTE = 86_400, 60


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that the LINE account of a person told: its name in the timeline and its properties."""

    at: int
    person: int
    name: str
    props: dict[str, object]


def draw_signs(world: World) -> list[Sign]:
    """Give all friendships and visits in the order of time."""
    return sorted([*_friends(world), *_visits(world)], key=lambda one: one.at)


def ways(world: World) -> dict[int, str]:
    """Say of each friend by what: an advertisement, another friend, or where they had bought before."""
    opened = world.memberships.opened
    dice = generator(seed=world.seed, purpose="friends").random(len(opened))
    found = {}
    for person in np.flatnonzero(opened[:, LINE] != NOBODY).tolist():
        before = [kind for kind in _WAYS if NOBODY != opened[person, kind] < opened[person, LINE]]
        open_to = [way for kind in before for way in _WAYS[kind]] or list(_OTHER_WAYS)
        code = MEDIA[int(world.histories.first_medium[person])]
        # What brought the first order brought the friend too, where that was on LINE.
        found[person] = _BY.get(code, "") or open_to[int(dice[person] * len(open_to))]
    return found


def _friends(world: World) -> list[Sign]:
    opened = world.memberships.opened[:, LINE]
    return [Sign(int(opened[person]), person, ADDED, {"by": way}) for person, way in ways(world).items()]


def _visits(world: World) -> list[Sign]:
    """Let friends be seen in a shop before they buy there, and sometimes without buying."""
    bought, opened = world.purchases, world.memberships.opened[:, LINE]
    since = world.year.now - TAGGED_DAYS * _DAY
    places = np.flatnonzero((bought.channel == STORE) & (bought.person != NOBODY) & (bought.at >= since)).tolist()
    dice = generator(seed=world.seed, purpose="shop visits").random((len(places), 4)).tolist()
    found = []
    for place, (seen, stays, comes, when) in zip(places, dice, strict=True):
        person, at = int(bought.person[place]), int(bought.at[place])
        if opened[person] == NOBODY:
            continue
        props: dict[str, object] = {"store_id": SHOPS[int(bought.shop[place])]}
        if seen < _SEEN:
            found.append(Sign(at - int((5 + stays * 35) * _MINUTE), person, VISITED, props))
        if comes < _WITHOUT:
            found.append(Sign(at - int((2 + when * 40) * _DAY), person, VISITED, props))
    return [one for one in found if opened[one.person] < one.at <= world.year.now]
