# SPDX-License-Identifier: Apache-2.0
"""How far a place is: by position, or, where only a postal code is known, by its digits and the prefecture.

Along the surface it is the haversine formula on a sphere of 6,371.0 km (R. W. Sinnott, "Virtues of the Haversine", Sky and
Telescope 68(2), 1984, p. 159; the mean radius of the earth after IUGG). The earth is no sphere: up to 0.5 % too much or too
little. `KM` says the same to PostgreSQL.

Where no positions of postal codes were loaded, the first three digits name the office that sorts an area, so places
that share them come first; beyond that the distance between the seats of the prefectures decides.
"""

from math import asin, cos, radians, sin, sqrt

from omotenashi.base.text.prefectures import PREFECTURES

_EARTH_KM = 6371.0
_SORTING_DIGITS = 3
# Further away nobody lives near a shop.
REACH_KM = 50
# The distance of two positions for PostgreSQL, in the same words as `kilometres`.
KM = """2 * 6371.0 * asin(sqrt(least(1.0, sin(radians({b}.latitude - {a}.latitude) / 2) ^ 2
  + cos(radians({a}.latitude)) * cos(radians({b}.latitude)) * sin(radians({b}.longitude - {a}.longitude) / 2) ^ 2)))"""
# Seats of the prefectural governments, in the order of the JIS codes; degrees to two places, public facts.
_SEATS = (
    (43.06, 141.35), (40.82, 140.74), (39.70, 141.15), (38.27, 140.87), (39.72, 140.10), (38.24, 140.36),
    (37.75, 140.47), (36.34, 140.45), (36.57, 139.88), (36.39, 139.06), (35.86, 139.65), (35.60, 140.12),
    (35.69, 139.69), (35.45, 139.64), (37.90, 139.02), (36.70, 137.21), (36.59, 136.63), (36.07, 136.22),
    (35.66, 138.57), (36.65, 138.18), (35.39, 136.72), (34.98, 138.38), (35.18, 136.91), (34.73, 136.51),
    (35.00, 135.87), (35.02, 135.76), (34.69, 135.52), (34.69, 135.18), (34.69, 135.83), (34.23, 135.17),
    (35.50, 134.24), (35.47, 133.05), (34.66, 133.93), (34.40, 132.46), (34.19, 131.47), (34.07, 134.56),
    (34.34, 134.04), (33.84, 132.77), (33.56, 133.53), (33.61, 130.42), (33.25, 130.30), (32.74, 129.87),
    (32.79, 130.74), (33.24, 131.61), (31.91, 131.42), (31.56, 130.56), (26.21, 127.68),
)  # fmt: skip
_FAR = 99_999.0


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Give the distance of two positions (latitude, longitude) along the surface."""
    lat1, lon1, lat2, lon2 = map(radians, (*one, *other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(min(1.0, half)))


def seat_of(prefecture: str) -> tuple[float, float]:
    """Give where the government of a prefecture sits. Raises ValueError for one that is not known."""
    return _SEATS[PREFECTURES.index(prefecture)]


def between_prefectures(one: str, other: str) -> float:
    """Give the distance of the seats of two prefectures; very far when one of them is not known."""
    if one not in PREFECTURES or other not in PREFECTURES:
        return _FAR
    return kilometres(_SEATS[PREFECTURES.index(one)], _SEATS[PREFECTURES.index(other)])


def shared_digits(one: str, other: str) -> int:
    """Count the digits with which two postal codes begin alike."""
    for count, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return count
    return min(len(one), len(other))


def by_postal_code(
    *, postal_code: str, prefecture: str, place_code: str, place_prefecture: str
) -> tuple[int, float, int]:
    """Give what places are sorted by, nearest first: the sorting area, the prefectures' distance, all shared digits."""
    shared = shared_digits(postal_code, place_code)
    area = shared if shared >= _SORTING_DIGITS else 0
    return (-area, between_prefectures(prefecture, place_prefecture), -shared)
