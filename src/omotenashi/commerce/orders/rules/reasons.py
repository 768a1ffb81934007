# SPDX-License-Identifier: Apache-2.0
"""購入理由: what a buyer may be asked, as the retailer wrote it, and which of the reasons some free words mean.

The retailer writes one reason a line; behind a colon stand words by which free text is known to mean it. What no word
tells goes to the last reason of the list, so the last one should say "something else".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

# The name of the entry on the timeline; the API and the site's tag send it under the same.
GIVEN: Final = "Purchase Reason Given"
LONGEST, MOST, LONGEST_COMMENT = 30, 12, 500


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, and the words in free text that mean it."""

    name: str
    words: tuple[str, ...] = ()


class BadReasons(Exception):
    """A list that cannot be used: a name too long, twice the same, or too many."""


def read(text: str) -> tuple[Reason, ...]:
    """Read a list as the retailer wrote it. Raises BadReasons."""
    found = tuple(_reason(line) for line in text.splitlines() if line.strip())
    names = [reason.name for reason in found]
    if len(found) > MOST or len(set(names)) < len(names) or any(not 0 < len(name) <= LONGEST for name in names):
        raise BadReasons(text)
    return found


def coded(comment: str, reasons: Sequence[Reason]) -> str:
    """Give the reason that free words mean: the one most of whose words stand there, the first of equals."""
    if not comment.strip() or not reasons:
        return ""
    said = comment.casefold()
    hits = [sum(word.casefold() in said for word in (reason.name, *reason.words)) for reason in reasons]
    return reasons[hits.index(max(hits))].name if any(hits) else reasons[-1].name


def _reason(line: str) -> Reason:
    name, _colon, words = line.replace("：", ":").partition(":")
    return Reason(name.strip(), tuple(word.strip() for word in re.split("[,、，]", words) if word.strip()))
