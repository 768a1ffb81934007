# SPDX-License-Identifier: Apache-2.0
"""How many requests a write key may send: a bucket that fills at a rate, and each request takes one."""

from dataclasses import dataclass


@dataclass(slots=True)
class Bucket:
    """Tokens left at a moment (seconds of any clock that only goes forward). Holds at most one second's worth."""

    rate: float
    tokens: float
    at: float

    def take(self, *, now: float) -> float:
        """Take one token. Give 0 when there was one, else the seconds until there is."""
        self.tokens = min(self.rate, self.tokens + (now - self.at) * self.rate)
        self.at = now
        if self.tokens >= 1:
            self.tokens -= 1
            return 0.0
        return (1 - self.tokens) / self.rate
