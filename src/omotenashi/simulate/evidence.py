# SPDX-License-Identifier: Apache-2.0
"""What later purchases show of who somebody is, as it is written down in real shops. Pure.

Who becomes a friend by the code on a receipt or on a parcel's slip, or by the button of a page where they are logged
in, is known from then on. An order on LINE must be sent somewhere; a link in a LINE message and a LINE coupon at the till
carry the account; a parcel slip and an electronic receipt carry a number or an address; the order desk asks for a mobile
number. Only what such a system sees is written down, and much of it never happens: `RATES` gives how often.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from omotenashi.people.customers.actions.registrations import CustomerRecord, Identifier
from omotenashi.simulate import friends, identities, records
from omotenashi.simulate.draws import Bools, generator
from omotenashi.simulate.model import World
from omotenashi.simulate.parameters import EC, LINE, NOBODY, PHONE, STORE
from omotenashi.simulate.purchases import MEDIA
from omotenashi.simulate.trade_year import moment

# The share of purchases of a kind that leave it, and of friends whose way tells who they are.
RATES = {"chat": 1.0, "message": 0.8, "coupon": 0.2, "receipt": 0.08, "parcel": 0.05, "mobile": 0.2, "friend": 0.6}
# Which membership stands on the receipt, the page or the slip that made a friend.
_SHOWN = {"till": (STORE,), "site": (EC,), "parcel": (EC, PHONE)}
# Of those who order on LINE so many give their mobile number for the parcel, the others a landline.
_MOBILE = 0.85


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one purchase showed: when, and what the system of the channel wrote down."""

    at: int
    kind: str
    entry: records.Entry


def draw_evidence(world: World) -> list[Evidence]:
    """Give all evidence in the order of time, each kind once a person: what is known is known."""
    bought = world.purchases
    throws = generator(seed=world.seed, purpose="evidence").random((len(bought), 2))
    shown = (bought.person != NOBODY) & ~bought.anonymous & (bought.at <= world.year.now)
    found = []
    for kind, fits in _fitting(world).items():
        places = np.flatnonzero(shown & fits & (throws[:, 0] < RATES[kind]))
        _persons, first = np.unique(bought.person[places], return_index=True)
        found += [
            Evidence(int(bought.at[place]), kind, _entry(world, kind, place, throw=float(throws[place, 1])))
            for place in places[first].tolist()
        ]
    return sorted([*found, *_friends(world)], key=lambda one: (one.at, one.entry.person, one.kind))


def _friends(world: World) -> list[Evidence]:
    opened = world.memberships.opened
    throws = generator(seed=world.seed, purpose="evidence of friends").random(len(opened))
    found = []
    for person, way in friends.ways(world).items():
        at = int(opened[person, LINE])
        kind = next((kind for kind in _SHOWN.get(way, ()) if NOBODY != opened[person, kind] < at), NOBODY)
        if kind != NOBODY and throws[person] < RATES["friend"]:
            key = records.own_key(world, person, kind)
            found.append(Evidence(at + 1, "friend", _said(world, person, LINE, at + 1, (key,), {})))
    return found


def _fitting(world: World) -> dict[str, Bools]:
    """Say of every purchase whether it could leave a kind of evidence."""
    bought, opened = world.purchases, world.memberships.opened
    person = np.where(bought.person == NOBODY, 0, bought.person)
    friend = (opened[person, LINE] != NOBODY) & (opened[person, LINE] < bought.at)
    store, site = bought.channel == STORE, bought.channel == EC
    mail = np.asarray(opened[person, EC] != NOBODY)
    return {
        "chat": bought.channel == LINE,
        "message": site & friend & (bought.medium == MEDIA.index("LINEMSG")),
        "coupon": store & friend,
        "receipt": store & mail,
        "parcel": store,
        "mobile": bought.channel == PHONE,
    }


def _entry(world: World, kind: str, place: int, *, throw: float) -> records.Entry:
    bought = world.purchases
    person, at, channel = int(bought.person[place]), int(bought.at[place]), int(bought.channel[place])
    keys, fields = _WRITTEN[kind](world, person, at, throw)
    return _said(world, person, channel, at, keys, fields)


def _said(
    world: World, person: int, kind: int, at: int, keys: tuple[Identifier, ...], fields: dict[str, str]
) -> records.Entry:
    own, when = records.own_key(world, person, kind), moment(at)
    record = CustomerRecord(identifiers=(own, *keys), fields=fields, observed_at=when, registered_at=when)
    return records.Entry(person, kind, record)


type _Written = tuple[tuple[Identifier, ...], dict[str, str]]


def _address(world: World, person: int, at: int, throw: float) -> _Written:
    mobile = throw < _MOBILE
    number = identities.phone_of(person) if mobile else identities.desk_phone_of(person)
    return (Identifier("phone", number),), records.names(world, person, at) | records.home(world, person, at)


def _parcel(world: World, person: int, at: int, _throw: float) -> _Written:
    return _address(world, person, at, 0.0)


def _account(world: World, person: int, _at: int, _throw: float) -> _Written:
    return (records.own_key(world, person, LINE),), {}


def _mail(world: World, person: int, _at: int, _throw: float) -> _Written:
    return (Identifier("email", identities.email_of(world.identities, person)),), {}


def _mobile(_world: World, person: int, _at: int, _throw: float) -> _Written:
    return (Identifier("phone", identities.phone_of(person)),), {}


_WRITTEN: dict[str, Callable[[World, int, int, float], _Written]] = {
    "chat": _address,
    "message": _account,
    "coupon": _account,
    "receipt": _mail,
    "parcel": _parcel,
    "mobile": _mobile,
}


def keys(world: World) -> Iterator[tuple[Identifier, Evidence]]:
    """Give every identifier that evidence names."""
    for one in draw_evidence(world):
        for key in one.entry.record.identifiers:
            yield key, one
