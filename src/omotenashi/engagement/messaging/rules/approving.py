# SPDX-License-Identifier: Apache-2.0
"""When a message needs a second person, and what exactly they said yes to."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

NEVER, OVER, ALWAYS = "never", "over", "always"
MODES = (NEVER, OVER, ALWAYS)


def mark(content: Mapping[str, Any], *, purpose: str, variants: Sequence[Mapping[str, Any]] = ()) -> str:
    """Give what stands for these words, this purpose and these variants: another word is another mark."""
    said = {"content": content, "purpose": purpose, "variants": list(variants)}
    return hashlib.sha256(msgspec.json.encode(said, order="sorted")).hexdigest()


def is_needed(*, mode: str, over: int, kind: str, readers: int | None) -> bool:
    """Say whether somebody else has to look first; where nobody knows how many will read it, they may be many.

    What an order needs never waits for it. `readers` None: not asked for now, as when words are published and nobody is
    written to yet; then only a house that always asks does.
    """
    if kind != "marketing" or mode == NEVER:
        return False
    return mode == ALWAYS or (readers is not None and readers > over)
