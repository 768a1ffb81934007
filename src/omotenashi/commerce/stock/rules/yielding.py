# SPDX-License-Identifier: Apache-2.0
"""Who yields when more is promised than lies there: what costs its owner least goes first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

type Standing = Literal["lapsed", "cart", "staff", "try_on", "payment", "ship", "pickup"]

# A try-on that the store confirmed is an allocation by then, and a pick-up.
ORDER: tuple[Standing, ...] = ("lapsed", "cart", "staff", "try_on", "payment", "ship", "pickup")


@dataclass(frozen=True, slots=True)
class Promise:
    """A hold or an allocation of a level, and how its owner stands."""

    id: UUID
    table: Literal["reservation", "allocation"]
    standing: Standing
    quantity: int
    since: datetime


def who_yields(promises: Sequence[Promise], *, short: int) -> list[Promise]:
    """Give the promises that make room for `short` units: by standing, the youngest of equals first.

    A promise yields whole, so the last may free more than is needed.
    """
    chosen: list[Promise] = []
    youngest = sorted(promises, key=lambda each: (each.since, each.id), reverse=True)
    for promise in sorted(youngest, key=lambda each: ORDER.index(each.standing)):
        if short <= 0:
            break
        chosen.append(promise)
        short -= promise.quantity
    return chosen
