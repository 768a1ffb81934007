# SPDX-License-Identifier: Apache-2.0
"""What would lead to a person: which values are looked for everywhere, in text that hangs on nobody.

A name, a reading or an address that another person has too is not taken out of other people's texts; only rows that
are known to be this person's lose it.
"""

from collections.abc import Collection, Iterable

from omotenashi.base.erasing.traces import Trace, Traces, of_number, of_text

WORDED = ("name", "kana", "address")
# A receipt is the number of a sale, not of a human: the books keep it.
KEPT_TYPES = frozenset({"receipt"})
# Shorter keys (a member number) are numbers that other things have too; they lead nowhere once the key is emptied.
_LONG = 16
_SHORTEST = {"name": 2, "kana": 3, "address": 6}


def traces_of(
    *, keys: Iterable[tuple[str, str]], fields: Iterable[tuple[str, str]], shared: Collection[str] = ()
) -> Traces:
    """Give what to look for: keys by (type, value), fields by (field, value); `shared` are values of others too."""
    found = {_of_key(kind, value) for kind, value in keys}
    found |= {
        trace
        for field, value in fields
        if field in WORDED and value not in shared and len((trace := of_text(value)).letters) >= _SHORTEST[field]
    }
    return Traces(tuple(sorted((t for t in found if t and t.usable), key=lambda t: (t.letters, t.is_number))))


def _of_key(kind: str, value: str) -> Trace | None:
    if kind == "phone":
        return of_number(value)
    if kind == "email" or (kind not in KEPT_TYPES and len(value) >= _LONG):
        return of_text(value)
    return None
