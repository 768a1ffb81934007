# SPDX-License-Identifier: Apache-2.0
"""What may bring somebody into a segment, as far as somebody does it to them: a tag, a list, a field of the profile, a note."""

from collections.abc import Collection, Iterator, Mapping

from omotenashi.engagement.audience.rules.definitions import Condition, Definition, Group, Rule
from omotenashi.insight.lake import sources

# A thing that is done to a person, and what it names: a tag put on or taken off, a list joined or left, a field of the
# profile set to a value, or to any other than it.
type Turn = tuple[str, str]
PUT, TAKEN, JOINED, LEFT, NOTED, OTHER = "tag", "untag", "segment", "left", "event", "other "
_DONE = {"tag": (PUT, TAKEN), "segment": (JOINED, LEFT)}
# Conditions on fields of the profile that are set: the field's own name, and what holds of it.
_FIELDS = {"member_rank": "rank", "gender": "gender", "prefecture": "prefecture"}


def lets_in(key: str, definitions: Mapping[str, Definition], *, out: bool = False) -> set[Turn]:
    """Give what may bring somebody into a segment, or `out` of it, over the segments that it stands on, too."""
    found, waiting, seen = set[Turn](), {(key, out)}, set[tuple[str, bool]]()
    while waiting:
        seen |= waiting
        turns = {turn for one, is_out in waiting for turn in _turns(one, definitions.get(one), out=is_out)}
        found |= turns
        named = {(value, what == LEFT) for what, value in turns if what in (JOINED, LEFT)}
        waiting = named - seen
    return found


def widened(turns: Collection[Turn], done: Collection[Turn]) -> set[Turn]:
    """Give the turns with what is done to somebody anywhere in the place of "any other than this"."""
    others = {turn for turn in turns if turn[0].startswith(OTHER)}
    return set(turns) - others | {
        one for one in done for what, value in others if (OTHER + one[0], one[1] != value) == (what, True)
    }


def _turns(key: str, meant: Definition | None, *, out: bool) -> Iterator[Turn]:
    yield (LEFT if out else JOINED, key)
    if not isinstance(meant, Rule):
        return
    for one, is_against in _signed(meant.of, against=out):
        if one.what == "noted":
            yield from _by_notes(one, against=is_against)
        for value in filter(None, one.values.get(one.what, "").split(",")):
            if one.what in _DONE:
                yield (_DONE[one.what][is_against], value)
            elif one.what in _FIELDS:
                yield (OTHER if is_against else "") + _FIELDS[one.what], value


def _by_notes(one: Condition, *, against: bool) -> Iterator[Turn]:
    """A note is one more: it turns a condition to hold, and to fail where a window or a most can have ended it."""
    if against and not (one.values.get("within") or one.values.get("most")):
        return
    names = [name.strip() for name in one.values.get("note", "").split(",") if name.strip()]
    yield from ((NOTED, sources.NOTED + name) for name in names)
    if not names:
        yield OTHER + NOTED, ""


def _signed(node: Group | Condition, *, against: bool) -> Iterator[tuple[Condition, bool]]:
    """Give every condition with whether it must fail: a `not` turns all that is within it."""
    turned = against ^ node.no
    if isinstance(node, Condition):
        yield node, turned
        return
    for one in node.of:
        yield from _signed(one, against=turned)
