# SPDX-License-Identifier: Apache-2.0
"""The browsers of each person, as the tag sees them: an anonymous id each, and what was agreed to. Pure.

Who refuses analysis is not seen at all, so such a browser is not drawn. A few homes share one browser: two people log
in on it, and what each of them did must stay theirs.
"""

from dataclasses import dataclass
from hashlib import blake2b
from uuid import UUID

from omotenashi.simulate.draws import generator
from omotenashi.simulate.model import World
from omotenashi.simulate.parameters import EC, NOBODY

_REFUSES, _MARKETING, _SHARED = 0.14, 0.6, 0.3
# One browser, two, three; and who has no account on the site but looks at it before going to a shop.
_ONE, _TWO, _LOOKS = 0.55, 0.9, 0.35


@dataclass(frozen=True, slots=True)
class Device:
    """A browser. `shared` is true of one on which another person of the home logs in too."""

    anonymous_id: str
    marketing: bool
    shared: bool = False


type Devices = tuple[tuple[Device, ...], ...]


def draw_devices(world: World) -> Devices:
    """Give the browsers of each person, the one that is used most first."""
    dice = generator(seed=world.seed, purpose="devices").random((len(world.people), 9))
    known = world.memberships.opened[:, EC] != NOBODY
    family = world.identities.family_of
    made: list[tuple[Device, ...]] = []
    for person, throw in enumerate(dice.tolist()):
        count = 1 + (throw[0] > _ONE) + (throw[0] > _TWO) if known[person] else int(throw[0] < _LOOKS)
        mine = [
            Device(anonymous_id(person, place, seed=world.seed), throw[place + 4] < _MARKETING)
            for place in range(count)
            if throw[place + 1] > _REFUSES
        ]
        other = int(family[person])
        if other != NOBODY and mine and made[other] and throw[8] < _SHARED:
            mine[0] = Device(made[other][0].anonymous_id, made[other][0].marketing, shared=True)
            made[other] = (mine[0], *made[other][1:])
        made.append(tuple(mine))
    return tuple(made)


def anonymous_id(person: int, place: int, *, seed: int) -> str:
    """Give the id that the tag would draw: a UUID of version 4, the same for each build."""
    drawn = blake2b(f"device{seed}.{person}.{place}".encode(), digest_size=16).digest()
    return str(UUID(bytes=drawn, version=4))


_PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
_DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36"
_TABLET = "Mozilla/5.0 (Linux; Android 16; SM-X710) AppleWebKit/537.36 Chrome/142.0 Safari/537.36"
# Of ten browsers.
_AGENTS = (*(_PHONE,) * 6, *(_DESKTOP,) * 3, _TABLET)


def agent_of(anonymous: str) -> str:
    """Give what a browser calls itself."""
    return _AGENTS[int(blake2b(f"agent{anonymous}".encode(), digest_size=4).hexdigest(), 16) % len(_AGENTS)]
