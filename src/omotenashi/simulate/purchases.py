# SPDX-License-Identifier: Apache-2.0
"""When and where everybody buys. Pure: arrays of orders, sorted by time.

BG/NBD in trade time: after each purchase a person is lost with their own probability; who stays waits an
exponential time. On top stand the losses by first medium, by the weak shop, and for newcomers of the last months.
"""

from dataclasses import dataclass

import numpy as np

from omotenashi.simulate.draws import Bools, Floats, Ints, chance, generator, pick, pick_by_row
from omotenashi.simulate.parameters import FIRST_MEDIA, LATER_MEDIA, NOBODY, STORE, WEAK_SHOP, Parameters
from omotenashi.simulate.population import Population, draw_shops
from omotenashi.simulate.trade_year import CHANNEL_WEEK, TradeYear, seconds_of_day

_ROUNDS = 400


@dataclass(frozen=True, slots=True)
class Purchases:
    """One place an order, in the order of time. `person` is NOBODY for a passer-by.

    `anonymous`: no card was shown (then the receipt names nobody, even when the person is known to the truth).
    """

    at: Ints
    person: Ints
    channel: Ints
    shop: Ints  # NOBODY outside the shops
    medium: Ints  # place in `MEDIA`
    month_of_world: Ints
    first: Bools
    anonymous: Bools

    def __len__(self) -> int:
        return len(self.at)


@dataclass(frozen=True, slots=True)
class Histories:
    """The orders, and for each person the moment of being lost (-1 while still alive at `now`) and the first medium."""

    purchases: Purchases
    lost_at: Ints
    first_medium: Ints


MEDIA: tuple[str, ...] = tuple(
    dict.fromkeys(
        [m.code for media in FIRST_MEDIA for m in media] + [code for media in LATER_MEDIA for code, _ in media]
    )
)


def draw_histories(*, people: Population, seed: int, year: TradeYear, parameters: Parameters) -> Histories:
    """Draw all orders of all people, and those of passers-by."""
    rng = generator(seed=seed, purpose="purchases")
    first_channel = _channels(rng, people.preference, year.weekday[year.day_at(people.arrived)])
    first_medium = _first_media(rng, first_channel)
    added = _added_loss(people, first_channel, first_medium, year, parameters)
    person, clock, last = _walk(rng, people, added, horizon=float(year.clock[-1]))
    day = year.day_at(clock)
    first = np.arange(len(person)) < len(people)
    channel = np.where(first, first_channel[person], _channels(rng, people.preference[person], year.weekday[day]))
    at = year.midnight[day] + seconds_of_day(rng, channel)
    # Two purchases on the day of arrival: the first stays the first.
    late = ~first & (at <= at[person])
    at[late] = at[person[late]] + rng.integers(600, 1800, int(late.sum()))
    medium = np.where(first, first_medium[person], _later_media(rng, channel))
    home = chance(rng, parameters.home_shop_loyalty, len(person))
    shop = np.where(home, people.home_shop[person], draw_shops(rng, clock / year.clock[-1], parameters))
    forgot = chance(rng, parameters.forgotten_card, len(person)) & (channel == STORE) & ~first
    known = Purchases(
        at=at, person=person, channel=channel, shop=np.where(channel == STORE, shop, NOBODY), medium=medium,
        month_of_world=year.month_of_world[day], first=first, anonymous=forgot,
    )  # fmt: skip
    # Of two purchases on the last day the later one counts.
    latest = np.zeros(len(people), dtype=np.int64)
    np.maximum.at(latest, person, at)
    lost = np.where((last != NOBODY) & (latest <= year.now), latest, NOBODY)
    return Histories(_sorted(known, _passers_by(rng, known, year, parameters), year), lost, first_medium)


def _walk(rng: np.random.Generator, people: Population, added: Floats, *, horizon: float) -> tuple[Ints, Floats, Ints]:
    """Walk through everybody's purchases at once. Give person and trade time of each, and everybody's last place.

    The first len(people) places are the first purchases. A last place is negative for who is still alive.
    """
    alive = np.arange(len(people))
    persons, clocks = [alive], [people.arrived]
    last = np.full(len(people), NOBODY, dtype=np.int64)
    place, clock, known = np.arange(len(people)), people.arrived, len(people)
    loss = people.dropout + (1 - people.dropout) * added
    for _ in range(_ROUNDS):
        stays = rng.random(len(alive)) >= loss[alive]
        last[alive[~stays]] = place[~stays]
        alive, clock = alive[stays], clock[stays]
        clock = clock + rng.standard_exponential(len(alive)) / people.rate[alive]
        seen = clock < horizon
        alive, clock = alive[seen], clock[seen]
        if not len(alive):
            break
        place, known = np.arange(known, known + len(alive)), known + len(alive)
        persons.append(alive)
        clocks.append(clock)
        # What is added counts after the first purchase only.
        loss = people.dropout
    return np.concatenate(persons).astype(np.int64), np.concatenate(clocks), last


def _added_loss(people: Population, channel: Ints, medium: Ints, year: TradeYear, parameters: Parameters) -> Floats:
    """Give what is added to each person's loss after the first purchase, between -1 and 1."""
    losses = {m.code: m.loss for media in FIRST_MEDIA for m in media}
    added = np.array([losses.get(code, 0.0) for code in MEDIA])[medium]
    weak = (channel == STORE) & (people.home_shop == WEAK_SHOP)
    age = year.days - year.day_at(people.arrived)
    decline = np.clip(2 - 2 * age / parameters.decline_days, 0.0, 1.0) * parameters.decline_loss
    return np.asarray(np.clip(added + weak * parameters.weak_shop_loss + decline, -0.5, 0.9))


def _channels(rng: np.random.Generator, preference: Floats, weekday: Ints) -> Ints:
    """Draw a channel for each purchase from the person's taste and the channel's rhythm in the week."""
    return pick_by_row(rng, preference * CHANNEL_WEEK.T[weekday])


def _first_media(rng: np.random.Generator, channel: Ints) -> Ints:
    return _media(rng, channel, [[(m.code, m.share) for m in media] for media in FIRST_MEDIA])


def _later_media(rng: np.random.Generator, channel: Ints) -> Ints:
    return _media(rng, channel, [list(media) for media in LATER_MEDIA])


def _media(rng: np.random.Generator, channel: Ints, media: list[list[tuple[str, float]]]) -> Ints:
    drawn = np.zeros(len(channel), dtype=np.int64)
    for number, choices in enumerate(media):
        mine = np.flatnonzero(channel == number)
        codes = np.array([MEDIA.index(code) for code, _ in choices], dtype=np.int64)
        drawn[mine] = codes[pick(rng, tuple(share for _, share in choices), len(mine))]
    return drawn


def _passers_by(rng: np.random.Generator, known: Purchases, year: TradeYear, parameters: Parameters) -> Purchases:
    """Draw the receipts of people who never become members, so that the share of anonymous receipts is as given."""
    tills = int((known.channel == STORE).sum())
    share = parameters.anonymous_share
    count = max(0, round((share * tills - int(known.anonymous.sum())) / (1 - share)))
    day = pick(rng, year.weight * CHANNEL_WEEK[STORE][year.weekday], count)
    channel = np.full(count, STORE, dtype=np.int64)
    nobody = np.full(count, NOBODY, dtype=np.int64)
    return Purchases(
        at=year.midnight[day] + seconds_of_day(rng, channel),
        person=nobody,
        channel=channel,
        shop=draw_shops(rng, day / year.days, parameters),
        medium=np.full(count, MEDIA.index("WALKIN"), dtype=np.int64),
        month_of_world=year.month_of_world[day],
        first=np.zeros(count, dtype=np.bool_),
        anonymous=np.ones(count, dtype=np.bool_),
    )


def _sorted(known: Purchases, passers: Purchases, year: TradeYear) -> Purchases:
    """Put both together in the order of time and drop what lies after `now`."""
    whole = {
        name: np.concatenate((getattr(known, name), getattr(passers, name))) for name in Purchases.__dataclass_fields__
    }
    seen = np.flatnonzero(whole["at"] <= year.now)
    order = seen[np.argsort(whole["at"][seen], kind="stable")]
    return Purchases(**{name: column[order] for name, column in whole.items()})
