# SPDX-License-Identifier: Apache-2.0
"""Inquiries by form: who asks what, on which browser, and what they write of themselves. Pure.

Some ask before they ever buy: their form is the first time that a name stands beside the browser's traces.
"""

from dataclasses import dataclass

import numpy as np

from omotenashi.simulate import identities
from omotenashi.simulate.browsing import TAGGED_DAYS
from omotenashi.simulate.devices import Device, Devices
from omotenashi.simulate.draws import generator
from omotenashi.simulate.memberships import OWN_PHONE
from omotenashi.simulate.model import World
from omotenashi.simulate.parameters import EC, LINE, NOBODY, STORE

TOPICS = ("在庫について", "サイズについて", "贈り物の相談", "修理・お直し", "店舗の予約", "法人・まとめ買い")
# Who comes to the shops and is a friend on LINE asks more: whether a thing is there, in which size.
_ASKS, _CLOSE_ASKS, _BEFORE = 0.14, 0.6, 0.5
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One form that was sent. `phone` is empty where none was asked or given."""

    at: int
    person: int
    device: Device
    topic: str
    name: str
    kana: str
    email: str
    phone: str


def draw_inquiries(world: World, devices: Devices) -> list[Inquiry]:
    """Give all inquiries in the order of time."""
    dice = generator(seed=world.seed, purpose="inquiries").random((len(world.people), 5)).tolist()
    since = max(world.year.now - TAGGED_DAYS * _DAY, int(world.year.midnight[0]))
    arrived = _arrivals(world)
    made = []
    close = (world.memberships.opened[:, [LINE, STORE]] != NOBODY).all(axis=1)
    known, own = world.memberships.opened[:, EC] != NOBODY, world.memberships.till_phone == OWN_PHONE
    for person, throw in enumerate(dice):
        # A form on a browser that two people use would tell the one's address of the other's traces.
        mine = [device for device in devices[person] if not device.shared]
        # Who is known neither by address nor by number would be a new person for ever.
        if not mine or throw[0] > (_CLOSE_ASKS if close[person] else _ASKS) or not (known[person] or own[person]):
            continue
        way = -(0.1 + throw[2] * 12) if throw[1] < _BEFORE else 1 + throw[2] * 120
        at = arrived[person] + int(way * _DAY)
        if since <= at <= world.year.now:
            made.append(_inquiry(world, person, at, mine[0], throw))
    return sorted(made, key=lambda one: one.at)


def _inquiry(world: World, person: int, at: int, device: Device, throw: list[float]) -> Inquiry:
    (surname, surname_kana), (given, kana) = identities.name_of(world.identities, person, at=at)
    # Who has no account on the site is known at the till by number.
    tells = world.memberships.opened[person, EC] == NOBODY or throw[4] < 0.7
    return Inquiry(
        at=at,
        person=person,
        device=device,
        topic=TOPICS[int(throw[3] * len(TOPICS))],
        name=f"{surname} {given}",
        kana=f"{surname_kana} {kana}",
        email=identities.email_of(world.identities, person),
        phone=identities.phone_of(person) if tells else "",
    )


def _arrivals(world: World) -> list[int]:
    """Give when each person first bought in their own name, at the site or at the till."""
    opened = world.memberships.opened[:, [EC, STORE]]
    first = np.where(opened == NOBODY, np.iinfo(np.int64).max, opened).min(axis=1)
    found: list[int] = np.where(first == np.iinfo(np.int64).max, NOBODY, first).tolist()
    return found
