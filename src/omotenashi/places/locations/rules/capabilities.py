# SPDX-License-Identifier: Apache-2.0
"""What a place can do, unless the retailer says otherwise."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Capabilities:
    """What a place does for customers who are not standing in it."""

    can_ship: bool = False
    can_pickup: bool = False
    can_try_on: bool = False
    can_take_back: bool = False


_BY_KIND = {
    "store": Capabilities(can_ship=True, can_pickup=True, can_try_on=True, can_take_back=True),
    "dc": Capabilities(can_ship=True, can_take_back=True),
    "showroom": Capabilities(can_try_on=True, can_take_back=True),
    "partner": Capabilities(can_pickup=True, can_take_back=True),
}


def of_kind(kind: str) -> Capabilities:
    """Give what a place of a kind can do. A virtual place has no shelves and no counter."""
    return _BY_KIND.get(kind, Capabilities())
