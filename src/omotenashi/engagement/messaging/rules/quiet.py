# SPDX-License-Identifier: Apache-2.0
"""Hours in which nobody is written to, in the zone of the reader, and the release after them, spread over a while."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import blake2b
from zoneinfo import ZoneInfo

_SPREAD = timedelta(minutes=30)
_AGAIN = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Quiet:
    """From when until when it is quiet; the same hour twice means never. `who` spreads the release of many."""

    begins: time
    finishes: time
    zone: ZoneInfo
    who: str = ""

    def ends(self, now: datetime) -> datetime | None:
        """Give when a message may go that must not go now; nothing when it may go now."""
        local = now.astimezone(self.zone)
        if not self._is_quiet(local.time()):
            return None
        day = local.date() if local.time() < self.finishes else local.date() + timedelta(days=1)
        # The clock on the wall decides, also on the day on which it is changed.
        return datetime.combine(day, self.finishes, tzinfo=self.zone).astimezone(now.tzinfo) + self.share()

    def later(self, now: datetime) -> datetime:
        """Give when something that is paused is looked at again."""
        return now + _AGAIN

    def _is_quiet(self, at: time) -> bool:
        if self.begins == self.finishes:
            return False
        if self.begins < self.finishes:
            return self.begins <= at < self.finishes
        return at >= self.begins or at < self.finishes

    def share(self) -> timedelta:
        """Give the own place of a message within the half hour over which many are spread."""
        number = int.from_bytes(blake2b(self.who.encode(), digest_size=4).digest())
        return _SPREAD * (number % 1_000) / 1_000
