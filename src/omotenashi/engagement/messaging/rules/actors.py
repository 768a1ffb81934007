# SPDX-License-Identifier: Apache-2.0
"""Was it a human? Scanners follow links and mail programs load pictures; only what a human did counts (engagement.md 8)."""

import re
from datetime import datetime, timedelta

HUMAN, MACHINE, UNKNOWN = "human", "machine", "unknown"
# So soon nobody has read anything.
_INSTANT = timedelta(seconds=2)
_LOADERS = re.compile(
    r"GoogleImageProxy|YahooMailProxy|ggpht\.com|Barracuda|Proofpoint|Mimecast|Symantec|SafeLinks|bot\b|crawl|spider|"
    r"preview|facebookexternalhit|curl/|wget/|python-|Go-http|Java/",
    re.IGNORECASE,
)


def of_opening(*, agent: str, sent_at: datetime | None, at: datetime) -> str:
    """Judge a picture that was loaded: never a human for certain, because programs load pictures ahead."""
    if is_loader(agent) or sent_at is None or at - sent_at < _INSTANT:
        return MACHINE
    return UNKNOWN


def of_click(*, agent: str, method: str, sent_at: datetime | None, at: datetime, others: int) -> str:
    """Judge a click. `others`: clicks on other links of the same message within the two seconds before."""
    if method == "HEAD" or is_loader(agent) or sent_at is None or at - sent_at < _INSTANT or others:
        return MACHINE
    return HUMAN


def is_loader(agent: str) -> bool:
    """Say whether a program that calls itself so reads mails for others; who says nothing is one."""
    return not agent or _LOADERS.search(agent) is not None
