# SPDX-License-Identifier: Apache-2.0
"""Under which keys each person is known: at the EC site, at the till, on LINE, by phone; and what ties them. Pure."""

from dataclasses import dataclass

import numpy as np

from omotenashi.simulate.draws import Bools, Ints, chance, generator
from omotenashi.simulate.parameters import CHANNELS, EC, LINE, NOBODY, PHONE, STORE, Parameters
from omotenashi.simulate.population import Population
from omotenashi.simulate.purchases import Purchases
from omotenashi.simulate.trade_year import TradeYear

# What stands as phone number in a till's record.
NO_PHONE, OWN_PHONE, FORMER_PHONE, MISTYPED_PHONE, FAMILY_PHONE = range(5)
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Memberships:
    """Arrays people x 4 (EC, STORE, LINE, PHONE) or one place a person; moments in seconds, NOBODY for never.

    `tied`: this membership shows a key that an older one of the person shows too, so that rules can join them.
    `line_tied_at`: when the LINE account was connected (ID連携). `wallet`: whose wallet the points go to.
    """

    opened: Ints
    tied: Bools
    line_tied_at: Ints
    line_tied_to: Ints
    wallet: Ints
    till_phone: Ints
    till_email: Bools


def draw_memberships(
    *,
    purchases: Purchases,
    people: Population,
    family_of: Ints,
    year: TradeYear,
    seed: int,
    parameters: Parameters,
) -> Memberships:
    """Open a membership shortly before the first purchase in each channel; some are only friends on LINE."""
    rng = generator(seed=seed, purpose="memberships")
    opened = _openings(rng, purchases, people, year, parameters)
    has = opened != NOBODY
    tied = np.zeros_like(has)
    both = has[:, EC] & has[:, STORE]
    tied[:, STORE] = both & chance(rng, parameters.linked, len(people))
    tied[:, EC] = tied[:, STORE]
    tied[:, PHONE] = has[:, PHONE] & (has[:, EC] | has[:, STORE]) & chance(rng, parameters.linked, len(people))
    line_at, line_to = _line_ties(rng, opened, parameters, year)
    tied[:, LINE] = line_at != NOBODY
    phone, email = _till_contacts(rng, has, tied)
    shares = (family_of != NOBODY) & has[:, STORE] & ~tied[:, STORE] & ~tied[:, PHONE]
    phone[shares & chance(rng, parameters.family_phone, len(people))] = FAMILY_PHONE
    return Memberships(opened, tied, line_at, line_to, _wallets(opened, tied, line_at, line_to), phone, email)


def _openings(
    rng: np.random.Generator, bought: Purchases, people: Population, year: TradeYear, parameters: Parameters
) -> Ints:
    opened = np.full((len(people), len(CHANNELS)), NOBODY, dtype=np.int64)
    shown = np.flatnonzero(~bought.anonymous)
    # Purchases stand in the order of time, so the first of each key is the oldest.
    key, first = np.unique(bought.person[shown] * len(CHANNELS) + bought.channel[shown], return_index=True)
    opened.ravel()[key] = bought.at[shown][first] - rng.integers(60, 1200, len(key))
    start = np.where(opened == NOBODY, np.iinfo(np.int64).max, opened).min(axis=1)
    friend = start + (rng.standard_exponential(len(people)) * 60 * _DAY).astype(np.int64)
    only_friend = (opened[:, LINE] == NOBODY) & chance(rng, parameters.line_friend, len(people)) & (friend < year.now)
    opened[only_friend, LINE] = friend[only_friend]
    return opened


def _line_ties(rng: np.random.Generator, opened: Ints, parameters: Parameters, year: TradeYear) -> tuple[Ints, Ints]:
    """Give when each LINE account was connected, and to which membership: EC where there is one, else the till."""
    count = len(opened)
    main = np.where(opened[:, EC] != NOBODY, EC, STORE)
    other = opened[np.arange(count), main]
    possible = (opened[:, LINE] != NOBODY) & (other != NOBODY) & chance(rng, parameters.linked, count)
    wait = (rng.standard_exponential(count) * 45 * _DAY).astype(np.int64) + _DAY
    late = chance(rng, parameters.late_link, count)
    at = np.maximum(opened[:, LINE], other) + np.where(late, wait, 1)
    return np.where(possible & (at < year.now), at, NOBODY), main


def _till_contacts(rng: np.random.Generator, has: Bools, tied: Bools) -> tuple[Ints, Bools]:
    """Say which phone number and whether a mail address the till was given.

    A tie to the EC site needs one of both; a tie to the order desk needs the own number. Without a tie the number
    is missing, a former one or mistyped: this is the work of 名寄せ.
    """
    count = len(has)
    drawn = rng.random(count)
    phone = np.where(drawn < 0.4, OWN_PHONE, NO_PHONE)
    email = chance(rng, 0.15, count)
    loose = has[:, EC] & ~tied[:, STORE]
    wrong = np.where(drawn < 0.45, NO_PHONE, np.where(drawn < 0.75, FORMER_PHONE, MISTYPED_PHONE))
    phone, email = np.where(loose, wrong, phone), np.where(loose, False, email)
    by_mail = chance(rng, 0.45, count)
    email |= tied[:, STORE] & by_mail
    needed = (tied[:, STORE] & ~email) | (tied[:, PHONE] & ~has[:, EC])
    phone = np.where(needed, OWN_PHONE, phone)
    return np.where(has[:, STORE], phone, NO_PHONE).astype(np.int64), np.asarray(email & has[:, STORE])


def _wallets(opened: Ints, tied: Bools, line_at: Ints, line_to: Ints) -> Ints:
    """Give the membership whose wallet each one uses: the older of EC and till where they are tied."""
    wallet = np.repeat(np.arange(len(CHANNELS))[None, :], len(opened), axis=0)
    elder = np.where(opened[:, EC] < opened[:, STORE], EC, STORE)
    for kind in (EC, STORE):
        wallet[:, kind] = np.where(tied[:, STORE], elder, kind)
    main = np.where(opened[:, EC] != NOBODY, wallet[:, EC], wallet[:, STORE])
    rows = np.arange(len(opened))
    known = opened[rows, main]
    older = (known != NOBODY) & (known <= opened[:, PHONE])
    wallet[:, PHONE] = np.where(tied[:, PHONE] & older, main, PHONE)
    at_once = (line_at != NOBODY) & (line_at <= opened[:, LINE] + 1)
    wallet[:, LINE] = np.where(at_once, wallet[rows, line_to], LINE)
    return wallet.astype(np.int64)
