# SPDX-License-Identifier: Apache-2.0
"""Names, homes, numbers and mail addresses of the people: all invented, in valid forms. Pure.

Telephone numbers begin with 060-0, which the numbering plan does not give out; mail addresses end in the domains
that RFC 2606 and JPRS keep for examples.
"""

from dataclasses import dataclass
from functools import cache
from hashlib import blake2b

import jaconv
import numpy as np

from omotenashi.simulate.addresses import Town, draw_towns, towns
from omotenashi.simulate.draws import Bools, Floats, Ints, chance, generator, pick
from omotenashi.simulate.given_names import MEN, WOMEN
from omotenashi.simulate.parameters import NOBODY, STORE, Parameters
from omotenashi.simulate.population import Population
from omotenashi.simulate.surnames import SURNAMES
from omotenashi.simulate.trade_year import TradeYear

_DOMAINS = ("example.jp", "example.com", "mail.example.jp", "example.net")
_NUMBERS = 10_000_000
_SPREAD = 7_654_321  # prime to 10,000,000: neighbours get numbers far apart
_FORMER, _DESK = 3_000_000, 6_000_000


@dataclass(frozen=True, slots=True)
class Identities:
    """One place a person. Names and towns are places in their lists; NOBODY for "never" and "nobody".

    `house` (people x 4) holds 丁目, 番 and 号 and a flat (0: none) before a move; `family_of` is whose home is shared.
    """

    surname: Ints
    given: Ints
    woman: Bools
    town: Ints
    house: Ints
    moved_at: Ints
    new_town: Ints
    married_at: Ints
    new_surname: Ints
    family_of: Ints


def draw_identities(*, people: Population, year: TradeYear, seed: int, parameters: Parameters) -> Identities:
    """Draw who everybody is. A member of a family takes surname and home of the person before."""
    rng = generator(seed=seed, purpose="identities")
    count = len(people)
    common: Floats = 1 / (np.arange(len(SURNAMES)) + 8.0) ** 0.9
    surname, new_surname = pick(rng, common, count), pick(rng, common, count)
    near = (people.preference[:, STORE] > 0.25) | (rng.random(count) < 0.2)
    town, house = draw_towns(rng, near), _houses(rng, count)
    family = chance(rng, parameters.family, count)
    # Families of two only: the other one is nobody's follower.
    family[0] = False
    family[1:] &= ~family[:-1]
    rows = np.flatnonzero(family)
    for column in (surname, town, house):
        column[rows] = column[rows - 1]
    young = (year.now // 86_400 - people.born) < 42 * 365
    marries = people.woman & young & chance(rng, parameters.married * 3, count)
    span = year.now - int(year.midnight[0])
    when = year.midnight[0] + (rng.random((2, count)) * span).astype(np.int64)
    return Identities(
        surname=surname,
        given=_apart(_given(rng, people), people.woman, rows),
        woman=people.woman,
        town=town,
        house=house,
        moved_at=np.where(chance(rng, parameters.moved, count), when[0], NOBODY),
        new_town=draw_towns(rng, near),
        married_at=np.where(marries, when[1], NOBODY),
        new_surname=new_surname,
        family_of=np.where(family, np.arange(count) - 1, NOBODY),
    )


def name_of(who: Identities, person: int, *, at: int) -> tuple[tuple[str, str], tuple[str, str]]:
    """Give (surname, its kana) and (given name, its kana) as they are at a moment."""
    married = who.married_at[person] != NOBODY and at >= who.married_at[person]
    surname = SURNAMES[(who.new_surname if married else who.surname)[person]]
    return surname, (WOMEN if who.woman[person] else MEN)[who.given[person]]


def home_of(who: Identities, person: int, *, at: int) -> tuple[Town, str]:
    """Give the town and the address behind it at a moment."""
    moved = who.moved_at[person] != NOBODY and at >= who.moved_at[person]
    town = towns()[(who.new_town if moved else who.town)[person]]
    block, number, house, flat = who.house[person].tolist()
    if moved:
        block, number, house, flat = number % 5 + 1, house * 3 % 28 + 1, number % 19 + 1, 0
    room = f" {flat}号室" if flat else ""
    return town, f"{town.name}{block}丁目{number}-{house}{room}"


def email_of(who: Identities, person: int) -> str:
    """Give the mail address of a person: the name as it was at first, and the person's own number."""
    given = (WOMEN if who.woman[person] else MEN)[who.given[person]][1]
    mark = blake2b(f"mail{person}".encode(), digest_size=1).digest()[0]
    joint = (".", "_", "", "-")[mark % 4]
    local = f"{romaji(given)}{joint}{romaji(SURNAMES[who.surname[person]][1])}"
    return f"{local}{person + 11}@{_DOMAINS[mark // 4 % len(_DOMAINS)]}"


def phone_of(person: int, *, former: bool = False, mistyped: bool = False) -> str:
    """Give the mobile number of a person as it is written by hand: 060-0123-4567."""
    # From the second step on: nobody has 060-0000-0000, which is taken for no number at all.
    number = ((person + 1) * _SPREAD + (_FORMER if former else 0)) % _NUMBERS
    if mistyped:
        # The last two digits change places, or one is struck beside the right one.
        tail = number % 100
        turned = tail % 10 * 10 + tail // 10
        number = number - tail + (turned if turned != tail else (tail + 1) % 100)
    return f"060-0{number // 10_000:03d}-{number % 10_000:04d}"


def desk_phone_of(person: int) -> str:
    """Give the number under which the order desk knows somebody who is not tied to another membership."""
    number = (person * _SPREAD + _DESK) % _NUMBERS
    return f"060-0{number // 10_000:03d}-{number % 10_000:04d}"


def line_id_of(person: int, *, seed: int) -> str:
    """Give a LINE user id: U and 32 hexadecimal digits."""
    return "U" + blake2b(f"line{seed}.{person}".encode(), digest_size=16).hexdigest()


def card_of(person: int) -> str:
    """Give the number on a person's card, 12 digits in threes of four."""
    number = f"{8100_0000_0000 + person * 7919 % 100_000_000:012d}"
    return f"{number[:4]}-{number[4:8]}-{number[8:]}"


def member_no_of(person: int) -> str:
    """Give the member number of the EC site."""
    return f"EC{person * 3331 % 10_000_000:07d}"


@cache
def romaji(kana: str) -> str:
    """Write katakana in Hepburn letters, long vowels as they are typed: ヨウコ → youko."""
    return str(jaconv.kana2alphabet(jaconv.kata2hira(kana))).replace("ー", "").replace("'", "")


def _given(rng: np.random.Generator, people: Population) -> Ints:
    """Draw given names: the lists run from old fashions to new ones, and so do the years of birth."""
    year = 1970 + people.born / 365.25
    centre = np.clip((year - 1948) / (2008 - 1948), 0, 1)
    place = np.clip(rng.normal(centre, 0.16), 0.0, 0.9999)
    return (place * np.where(people.woman, len(WOMEN), len(MEN))).astype(np.int64)


def _apart(given: Ints, woman: Bools, rows: Ints) -> Ints:
    """Let nobody bear the given name of the one whose home is shared."""
    same = rows[(given[rows] == given[rows - 1]) & (woman[rows] == woman[rows - 1])]
    given[same] = (given[same] + 1) % np.where(woman[same], len(WOMEN), len(MEN))
    return given


def _houses(rng: np.random.Generator, count: int) -> Ints:
    flat = rng.integers(1, 12, count) * 100 + rng.integers(1, 9, count)
    return np.stack(
        [
            rng.integers(1, 6, count),
            rng.integers(1, 30, count),
            rng.integers(1, 20, count),
            np.where(chance(rng, 0.45, count), flat, 0),
        ],
        axis=1,
    )
