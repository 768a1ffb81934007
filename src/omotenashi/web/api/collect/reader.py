# SPDX-License-Identifier: Apache-2.0
"""The identity reader in this process: woken by a commit that tells of who is who.

An event of a visitor who is known already is placed when it is written; nobody is woken for it.
"""

import time

from omotenashi.base import clock
from omotenashi.people.timeline import actions as timeline

# Many commits in a row are read together.
PAUSE, AFTER_FAULT = 0.04, 2.0
_AT_ONCE = 500


def read() -> None:
    """Read until nothing is left."""
    # None: another process reads, perhaps not as far as the commit that woke us.
    while (found := timeline.read_identities(now=clock.now(), limit=_AT_ONCE)) is None or found == _AT_ONCE:
        time.sleep(PAUSE)
