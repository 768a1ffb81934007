# SPDX-License-Identifier: Apache-2.0
"""How large a picture stands on a card, and how many dots an inch it then has. Pure.

A card is looked at from thirty centimetres: under 200 dots an inch a photograph looks coarse, from 300 on nobody sees more.
"""

from dataclasses import dataclass

ENOUGH = 200
_INCH = 25.4


@dataclass(frozen=True, slots=True)
class Room:
    """So many millimetres there are for a picture."""

    wide: float
    high: float


# A picture of its own, one beside the name of a product, and the face of a member of the staff.
WHOLE, GOODS, FACE = Room(84, 46), Room(24, 20), Room(16, 16)


def fitted(width: int, height: int, room: Room = WHOLE) -> tuple[float, float]:
    """Give the millimetres in which a picture stands: as wide as there is room, or as high."""
    wide = min(room.wide, room.high * width / height)
    return round(wide, 2), round(wide * height / width, 2)


def dots(width: int, height: int, room: Room = WHOLE) -> int:
    """Give its dots an inch there, rounded down."""
    return int(width / (fitted(width, height, room)[0] / _INCH))
