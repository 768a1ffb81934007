# SPDX-License-Identifier: Apache-2.0
"""How fast one shopper may ask: a bucket for each basket, and one for each address that shows none yet.

Calls with an API key are a server's and are not slowed here. Many shoppers may come through one address (a shop's own
server, a company), so it may ask ten times as much. OMOTENASHI_SHOP_RATE is per basket and second; 0 slows nobody.
"""

import math
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from omotenashi.web.ui.pacing import Pace, asker_of

# A page asks for several things at once.
_AHEAD = 3
SHARED = 10


@lru_cache(maxsize=8)
def pace(rate: int) -> Pace:
    """Give the buckets of a rate."""
    return Pace(rate=rate, burst=rate * _AHEAD)


class PerShopper(BaseThrottle):
    """So many calls a second for each basket."""

    def __init__(self) -> None:
        self._wait = 0.0

    def allow_request(self, request: HttpRequest) -> bool:
        """Say whether this call may be made now."""
        rate, token = settings.SHOP_RATE, request.headers.get("Basket-Token", "")
        if not rate or request.headers.get("Authorization"):
            return True
        waits = pace(rate).wait(f"basket:{token[:64]}") if token else pace(rate * SHARED).wait(asker_of(request))
        self._wait = waits
        return not waits

    def wait(self) -> float | None:
        """Give the whole seconds until there is room."""
        return float(math.ceil(self._wait))
