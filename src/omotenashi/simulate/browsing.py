# SPDX-License-Identifier: Apache-2.0
"""Visits of the site: looking around before a purchase, baskets that were left, and logging in. Pure.

The tag stands on the site since a year. Each purchase there ends a visit, and others come before it, on any browser of
the person; a few purchases in shops have a visit before them too. Only who logs in tells who they are.
"""

from dataclasses import dataclass

import numpy as np

from omotenashi.simulate.assortment import CATEGORIES
from omotenashi.simulate.devices import Device, Devices
from omotenashi.simulate.draws import generator
from omotenashi.simulate.model import World
from omotenashi.simulate.parameters import EC, LINE, NOBODY, STORE

TAGGED_DAYS = 365
_DAY, _MINUTE = 86_400, 60
# How often a purchase was looked up before, by channel; a second time; and how often a basket is left.
_LOOKED = {EC: 0.5, STORE: 0.3, LINE: 0.4}
_AGAIN, _LEFT, _LATELY = 0.3, 0.25, 0.08
# Who looks around some day of the year and buys nothing for it, and how many of them leave a basket.
_IDLE, _IDLY_LEFT = 0.4, 0.3
# What people search for and the shop does not have; how few of those who look around.
IN_VAIN = (
    "抹茶 プロテイン",
    "マグカップ 蓋付き",
    "水出しボトル",
    "風呂敷 撥水",
    "子ども 茶碗",
    "デカフェ 紅茶",
    "線香 白檀",
)
_VAIN = 0.82


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit: whose, on which browser, from which second on, what was looked at (the last ones were put in the cart)."""

    at: int
    person: int
    device: Device
    looked: tuple[int, ...]
    added: tuple[int, ...] = ()
    query: str = ""
    medium: int = NOBODY
    order: int = NOBODY  # the place of the purchase that ended it


@dataclass(frozen=True, slots=True)
class Shelves:
    """Which goods stand beside which: one variant of each product of a category."""

    beside: tuple[tuple[int, ...], ...]

    def near(self, variant: int, category: int, throw: float) -> int:
        """Give another product of the category."""
        mates = self.beside[category]
        found = mates[int(throw * len(mates))]
        return mates[(int(throw * len(mates)) + 1) % len(mates)] if found == variant else found


def draw_visits(world: World, devices: Devices) -> list[Visit]:
    """Give all visits in the order of time."""
    shelves = _shelves(world)
    bought = world.purchases
    since = max(world.year.now - TAGGED_DAYS * _DAY, int(world.year.midnight[0]))
    places = np.flatnonzero((bought.at >= since) & (bought.person != NOBODY)).tolist()
    dice = generator(seed=world.seed, purpose="visits").random((len(places), 16)).tolist()
    visits: list[Visit] = []
    for place, throw in zip(places, dice, strict=True):
        mine = devices[int(bought.person[place])]
        if mine:
            visits += _around(world, shelves, place, mine, throw)
    visits += _lately(world, shelves, devices) + _idly(world, shelves, devices)
    return sorted((one for one in visits if since <= one.at <= world.year.now), key=lambda one: one.at)


def _around(world: World, shelves: Shelves, place: int, mine: tuple[Device, ...], throw: list[float]) -> list[Visit]:
    """Give the visits around one purchase; the first of them shows the medium."""
    bought, lines = world.purchases, world.baskets.lines
    person, at, channel = int(bought.person[place]), int(bought.at[place]), int(bought.channel[place])
    basket = tuple(lines.variant[lines.start[place] : lines.start[place + 1]].tolist())[:3]
    category = int(world.goods.category[basket[0]])
    other, third = (shelves.near(basket[0], category, throw[n]) for n in (0, 1))
    query = CATEGORIES[category].name if throw[2] < 0.5 else world.goods.variants[basket[0]].name.split()[0]
    visits = []
    if throw[3] < _LOOKED.get(channel, 0.0):
        before = at - int((0.2 + throw[4] * 18) * _DAY)
        device = mine[int(throw[5] * len(mine))]
        visits.append(Visit(before, person, device, (other, third, basket[0])[: 2 + (throw[6] < 0.5)], query=query))
        if throw[7] < _AGAIN:
            visits.append(Visit(before + (at - before) // 2, person, mine[0], (basket[0], other)))
    if channel == EC:
        start = at - int((4 + throw[8] * 20) * _MINUTE)
        asked = query if not visits and throw[9] < 0.4 else ""
        looked = (other, *basket) if throw[10] < 0.35 else basket
        visits.append(Visit(start, person, mine[int(throw[11] ** 2 * len(mine))], looked, basket, asked, order=place))
    if throw[12] < _LEFT and channel in (EC, LINE):
        later = at + int((throw[13] - 0.5) * 80 * _DAY)
        visits.append(Visit(later, person, mine[0], (third, other), (third,)))
    if visits:
        first = min(range(len(visits)), key=lambda n: visits[n].at)
        visits[first] = _by(visits[first], int(bought.medium[place]))
    return visits


def _by(visit: Visit, medium: int) -> Visit:
    return Visit(
        visit.at, visit.person, visit.device, visit.looked, visit.added, visit.query, medium, visit.order
    )  # fmt: skip


def _lately(world: World, shelves: Shelves, devices: Devices) -> list[Visit]:
    """Let some have been here in the last days, with and without leaving a basket."""
    dice = generator(seed=world.seed, purpose="lately").random((len(world.people), 5)).tolist()
    visits = []
    for person, (drawn, when, *rest) in enumerate(dice):
        if drawn < _LATELY and devices[person]:
            at = world.year.now - 600 - int(when**2 * 8 * _DAY)
            visits.append(_glance(shelves, at, person, devices[person][0], (when, *rest), left=0.4))
    return _known(world, visits)


def _idly(world: World, shelves: Shelves, devices: Devices) -> list[Visit]:
    """Let some look around on a day of the year, with no purchase in mind."""
    dice = generator(seed=world.seed, purpose="idly").random((len(world.people), 5)).tolist()
    visits = []
    for person, (drawn, when, *rest) in enumerate(dice):
        if drawn < _IDLE and devices[person]:
            at = world.year.now - int(when * TAGGED_DAYS * _DAY)
            visits.append(_glance(shelves, at, person, devices[person][-1], (when, *rest), left=_IDLY_LEFT))
    return _known(world, visits)


def _glance(shelves: Shelves, at: int, person: int, device: Device, throw: tuple[float, ...], *, left: float) -> Visit:
    when, shelf, what, leaves = throw
    category = int(shelf * len(CATEGORIES))
    mates = shelves.beside[category]
    one = mates[int(what * len(mates))]
    looked = (shelves.near(one, category, when), one)
    query = CATEGORIES[category].name if what < 0.5 else ""
    if what > _VAIN:
        # The one is asked for most, the last hardly.
        query = IN_VAIN[int(len(IN_VAIN) * leaves**2)]
    return Visit(at, person, device, looked, (one,) if leaves < left else (), query)


def _known(world: World, visits: list[Visit]) -> list[Visit]:
    # Nobody is here before their first purchase without one to come.
    return [one for one in visits if one.at > world.memberships.opened[one.person].max()]


def _shelves(world: World) -> Shelves:
    beside: list[dict[str, int]] = [{} for _ in CATEGORIES]
    for place, variant in enumerate(world.goods.variants):
        beside[variant.category].setdefault(variant.code, place)
    return Shelves(tuple(tuple(found.values()) for found in beside))
