# SPDX-License-Identifier: Apache-2.0
"""What tills may promise while they are offline. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID


class ReserveSpent(Exception):
    """What the retailer set aside for tills without a line is spoken for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Allowance:
    """What a till keeps while it is offline."""

    id: UUID
    terminal: str
    per_customer: int
    total: int
    valid_until: datetime
    signature: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TillPolicy:
    """So many points per customer and in all per terminal, for so many hours. `reserve` is what the retailer sets aside
    for all tills together: permissions that are open never come to more."""

    per_customer: int = 1_000
    total: int = 20_000
    hours: int = 24
    reserve: int = 1_000_000

    @property
    def life(self) -> timedelta:
        """Give how long a permission holds."""
        return timedelta(hours=self.hours)


def read(settings: Mapping[str, Any]) -> TillPolicy:
    """Make a policy of what is stored with the programme; what is not said is as at first."""
    said: Mapping[str, Any] = settings.get("tills", {})
    known = {each.name for each in fields(TillPolicy)}
    return TillPolicy(**{name: int(value) for name, value in said.items() if name in known})


def text_of(allowance: Allowance) -> str:
    """Give what is signed of a permission: all of it."""
    until = allowance.valid_until.isoformat()
    return f"{allowance.id}|{allowance.terminal}|{allowance.per_customer}|{allowance.total}|{until}"
