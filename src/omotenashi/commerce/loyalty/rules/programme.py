# SPDX-License-Identifier: Apache-2.0
"""The rules of the programme: how long points live, what is taken back, which ranks there are. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Life:
    """How points live. `days` None: they stay. `debt`: what was spent and is clawed back may be owed."""

    days: int | None = 365
    pending_days: int = 0
    grace_days: int = 30
    debt: bool = True

    def active_from(self, earned_at: datetime) -> datetime:
        """Give since when points can be spent."""
        return earned_at + timedelta(days=self.pending_days)

    def expires_at(self, active_from: datetime) -> datetime | None:
        """Give until when points can be spent."""
        return None if self.days is None else active_from + timedelta(days=self.days)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tier:
    """A rank, and the spend in the window that it takes."""

    code: str
    name: str
    threshold: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Programme:
    """One version of the rules. The window of the ranks looks back so many days; `use_rate` is the share in percent
    of points that are used, for the liability."""

    version: int = 0
    life: Life = Life()
    tiers: tuple[Tier, ...] = ()
    window_days: int = 365
    use_rate: int = 100

    def tier_for(self, basis: int) -> Tier | None:
        """Give the highest rank that a spend reaches."""
        reached = [tier for tier in self.tiers if basis >= tier.threshold]
        return max(reached, key=lambda tier: tier.threshold, default=None)

    def next_tier(self, basis: int) -> Tier | None:
        """Give the lowest rank that a spend does not reach yet."""
        return min((t for t in self.tiers if basis < t.threshold), key=lambda tier: tier.threshold, default=None)


TIERS = (
    Tier(code="regular", name="レギュラー", threshold=0),
    Tier(code="silver", name="シルバー", threshold=30_000),
    Tier(code="gold", name="ゴールド", threshold=100_000),
    Tier(code="platinum", name="プラチナ", threshold=300_000),
)
FIRST = Programme(tiers=TIERS)


def fold(entries: Iterable[tuple[datetime, int]], *, programme: Programme, now: datetime) -> tuple[int, Tier | None]:
    """Give the spend of the window that ends now, and the rank it makes. The order of entries says nothing."""
    since = now - timedelta(days=programme.window_days)
    basis = sum(amount for at, amount in entries if since < at <= now)
    return basis, programme.tier_for(basis)


def read(settings: Mapping[str, Any], *, version: int) -> Programme:
    """Make a programme of what is stored; what is not said is as at first."""
    life = settings.get("life", {})
    tiers: Sequence[Mapping[str, Any]] | None = settings.get("tiers")
    return Programme(
        version=version,
        life=Life(**{name: life[name] for name in ("days", "pending_days", "grace_days", "debt") if name in life}),
        tiers=TIERS if tiers is None else tuple(
            Tier(code=str(t["code"]), name=str(t["name"]), threshold=int(t["threshold"])) for t in tiers
        ),
        window_days=int(settings.get("window_days", FIRST.window_days)),
        use_rate=int(settings.get("use_rate", FIRST.use_rate)),
    )  # fmt: skip
