# SPDX-License-Identifier: Apache-2.0
"""Which refusals are the address's fault, and which channels are left then. Pure."""

from collections.abc import Iterable, Mapping, Sequence

REFUSED = "refused"
WAY = "way"
_POST, _HOUSEHOLD = "content: post ", "household"
# Who asked us to stop is not sought out elsewhere.
_WISHES = frozenset({"unsubscribed", "complaint"})


def leads_nowhere(state: str, error: str, suppress: str) -> bool:
    """Say whether a message was refused because nobody is at its address: not for what it says, and not by its reader."""
    if state != REFUSED:
        return False
    if error.startswith(_POST):
        # Of a household that has the card already nobody is sought out by mail.
        return error.removeprefix(_POST) != _HOUSEHOLD
    return bool(suppress) and suppress not in _WISHES


def left(wanted: Sequence[str], tried: Iterable[Mapping[str, str]], channel: str) -> list[str]:
    """Give the channels of a wish that were not tried yet, in their order."""
    gone = {channel_of(one) for one in tried} | {channel}
    return [one for one in wanted if one not in gone]


def verdict(channel: str, error: str) -> dict[str, str]:
    """Give the verdict over a way, as the gate keeps its own."""
    said = error.removeprefix("content: ")[:200]
    return {"step": WAY, "outcome": "drop", "reason": REFUSED, "evidence": f"{channel} {said}"}


def channel_of(step: Mapping[str, str]) -> str:
    """Name the channel that a verdict speaks of."""
    return step["evidence"].partition(" ")[0]
