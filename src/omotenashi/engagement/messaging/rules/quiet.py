# SPDX-License-Identifier: Apache-2.0
"""Hours in which nobody is written to, in the zone of the reader, and the release after them, spread over a while."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from zoneinfo import ZoneInfo

_SPREAD = timedelta(minutes=30)
_AGAIN = timedelta(minutes=30)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Quiet:
    """From when until when it is quiet; the same hour twice means never. `who` spreads the release of many.

    `zone` is the reader's; `abroad` names it where the house keeps another.
    """

    begins: time
    finishes: time
    zone: ZoneInfo
    who: str = ""
    abroad: str = ""

    def ends(self, now: datetime) -> datetime | None:
        """Give when a message may go that must not go now; nothing when it may go now."""
        if not self.holds(now):
            return None
        local = now.astimezone(self.zone)
        first = local.date() if local.time() < self.finishes else local.date() + _DAY
        # A day on which the clock leaves out the end, or shows it twice, may have no such moment; the next one has.
        for day in (first, first + _DAY):
            end = self._wall(day).astimezone(now.tzinfo)
            for at in (end + self.share(), end):
                if at > now and not self.holds(at):
                    return at
        return end

    def later(self, now: datetime) -> datetime:
        """Give when something that is paused is looked at again."""
        return now + _AGAIN

    def holds(self, now: datetime) -> bool:
        """Say whether it is quiet by the clock on the reader's wall."""
        return self._is_quiet(now.astimezone(self.zone).time())

    def said(self, evidence: str) -> str:
        """Give what shows a verdict, with the name of the reader's zone where that is another than the house's."""
        return f"{evidence}[{self.abroad}]" if self.abroad else evidence

    def _is_quiet(self, at: time) -> bool:
        if self.begins == self.finishes:
            return False
        if self.begins < self.finishes:
            return self.begins <= at < self.finishes
        return at >= self.begins or at < self.finishes

    def _wall(self, day: date) -> datetime:
        """Give the moment at which the clock shows the end of the quiet: of two the second, of none the one after it."""
        both = (datetime.combine(day, self.finishes.replace(fold=fold), tzinfo=self.zone) for fold in (0, 1))
        return max(at.astimezone(UTC) for at in both)

    def share(self) -> timedelta:
        """Give the own place of a message within the half hour over which many are spread."""
        number = int.from_bytes(blake2b(self.who.encode(), digest_size=4).digest())
        return _SPREAD * (number % 1_000) / 1_000
