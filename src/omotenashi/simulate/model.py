# SPDX-License-Identifier: Apache-2.0
"""A whole world, drawn before anything is written. Pure: the same seed, moment and size give the same world."""

from dataclasses import dataclass
from datetime import datetime

from omotenashi.simulate import (
    baskets,
    consents,
    goods,
    identities,
    memberships,
    points,
    population,
    purchases,
    returns,
    trade_year,
    trials,
)
from omotenashi.simulate.draws import Floats, generator
from omotenashi.simulate.parameters import STANDARD, Parameters


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """Everything that is true. `whims` (people x 8, uniform) decide the small things in a record."""

    seed: int
    now: datetime
    parameters: Parameters
    year: trade_year.TradeYear
    people: population.Population
    goods: goods.Goods
    histories: purchases.Histories
    baskets: baskets.Baskets
    memberships: memberships.Memberships
    identities: identities.Identities
    fulfilment: points.Fulfilment
    returns: returns.Returns
    consents: consents.Consents
    whims: Floats
    trials: tuple[trials.Trial, ...]

    @property
    def purchases(self) -> purchases.Purchases:
        return self.histories.purchases


def draw_world(*, customers: int, seed: int, now: datetime, parameters: Parameters = STANDARD) -> World:
    """Draw a world of `customers` people whose 24 months end at `now`. Raises ValueError without customers."""
    if not 1 <= customers <= 1_000_000:
        raise ValueError("between one and a million customers")
    year = trade_year.trade_year(now=now, parameters=parameters)
    people = population.draw_population(people=customers, seed=seed, year=year, parameters=parameters)
    histories = purchases.draw_histories(people=people, seed=seed, year=year, parameters=parameters)
    histories, drawn = trials.draw_trials(people=people, histories=histories, seed=seed, year=year)
    bought = histories.purchases
    stock = goods.draw_goods(seed=seed, months=parameters.months)
    filled = baskets.draw_baskets(
        purchases=bought, people=people, goods=stock, year=year, seed=seed, parameters=parameters
    )
    who = identities.draw_identities(people=people, year=year, seed=seed, parameters=parameters)
    known = memberships.draw_memberships(
        purchases=bought, people=people, family_of=who.family_of, year=year, seed=seed, parameters=parameters
    )
    done = points.settle(
        purchases=bought, baskets=filled, memberships=known, year=year, seed=seed, parameters=parameters
    )
    return World(
        seed=seed,
        now=now,
        parameters=parameters,
        year=year,
        people=people,
        goods=stock,
        histories=histories,
        baskets=filled,
        memberships=known,
        identities=who,
        fulfilment=done,
        returns=returns.draw_returns(
            purchases=bought, baskets=filled, goods=stock, completed_at=done.completed_at, year=year, seed=seed
        ),
        consents=consents.draw_consents(memberships=known, year=year, seed=seed),
        whims=generator(seed=seed, purpose="whims").random((customers, 8)),
        trials=drawn,
    )
