# SPDX-License-Identifier: Apache-2.0
"""Sources: which kinds there are, and what follows from the kind."""

import re
from functools import lru_cache

KINDS = ("web", "server", "pos", "app", "line", "email", "phone", "sensor", "import", "internal")
# Their write key stands in pages and programs that anybody can read.
PUBLIC = frozenset({"web", "app"})
KEEP_OWN_TIME = frozenset({"server", "import"})
# May say what only the server of a provider has verified.
VERIFYING = frozenset({"server", "line", "internal"})
_MACHINE = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|headless|lighthouse|pingdom|monitor|preview|facebookexternalhit", re.IGNORECASE
)


def trust_class(kind: str) -> bytes:
    """Give the class within which a message id counts once: nobody hides a server's entry with a public key."""
    return b"p" if kind in PUBLIC else b"t"


@lru_cache(maxsize=4096)
def is_machine(user_agent: str) -> bool:
    """Say whether a browser's name is that of a program that walks by itself."""
    return _MACHINE.search(user_agent) is not None
