# SPDX-License-Identifier: Apache-2.0
"""What may be said in a review, and what many of them come to. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

STARS = (5, 4, 3, 2, 1)
LONGEST, LONGEST_NAME, LONGEST_ANSWER = 2000, 30, 1000
STATES = ("waiting", "shown", "hidden")


class BadReview(ValueError):
    """It cannot be written: `not_bought`, `rating`, `empty`, `long`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Rated:
    """What the shown reviews of a product come to: how many, the average, and how many gave how many stars."""

    count: int
    average: float
    by_stars: Mapping[int, int]

    @property
    def bars(self) -> list[tuple[int, int, int]]:
        """Per number of stars, five first: the stars, how many, and their share in percent."""
        return [
            (stars, self.by_stars[stars], round(self.by_stars[stars] * 100 / max(1, self.count))) for stars in STARS
        ]


def rated(by_stars: Mapping[int, int]) -> Rated:
    """Add up."""
    full = {stars: by_stars.get(stars, 0) for stars in STARS}
    count = sum(full.values())
    return Rated(count, sum(stars * n for stars, n in full.items()) / count if count else 0.0, full)


def check(*, rating: int, text: str, name: str) -> None:
    """Raise BadReview for what cannot be shown."""
    if rating not in STARS:
        raise BadReview("rating")
    if not text:
        raise BadReview("empty")
    if len(text) > LONGEST or len(name) > LONGEST_NAME:
        raise BadReview("long")
