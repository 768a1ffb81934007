# SPDX-License-Identifier: Apache-2.0
"""What an entry says of usage, and what several of them come to. Pure."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

# The name of the entry on the timeline; sites, apps and the API send it under the same.
NAME: Final = "Product Progress"
KINDS: Final = ("read", "watched", "used", "opened")


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What one entry says: a SKU or the code of a product, what was done with it, and how far (0 to 1)."""

    sku: str = ""
    product: str = ""
    kind: str = "used"
    progress: float

    @property
    def key(self) -> str:
        """The code by which the product is looked up."""
        return f"s:{self.sku}" if self.sku else f"p:{self.product}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """How far somebody was with a product at a moment."""

    node: UUID
    product: UUID
    kind: str
    progress: float
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """How far somebody got with a product: never back, and when it began and was finished first."""

    progress: float = 0.0
    first_at: datetime | None = None
    last_at: datetime | None = None
    began_at: datetime | None = None
    finished_at: datetime | None = None


def said(props: Mapping[str, Any]) -> Said | None:
    """Read an entry; None for one that names no product or no plausible progress."""
    sku, product = (
        str(props.get("sku") or "").strip(),
        str(props.get("product_id") or props.get("product") or "").strip(),
    )
    kind = str(props.get("kind") or "used").strip().casefold()
    # What was opened was opened; all else must say how far.
    given = props.get("progress", 1.0 if kind == "opened" else None)
    if not (sku or product) or kind not in KINDS or isinstance(given, bool) or not isinstance(given, int | float):
        return None
    if not math.isfinite(given) or not 0 <= given <= 1:
        return None
    return Said(sku=sku, product=product, kind=kind, progress=float(given))


def after(state: State, steps: Iterable[Step]) -> State:
    """Give the state after some steps, in whatever order they came."""
    for step in steps:
        state = replace(
            state,
            progress=max(state.progress, step.progress),
            first_at=_first(state.first_at, step.at),
            last_at=max(state.last_at or step.at, step.at),
            began_at=_first(state.began_at, step.at) if step.progress > 0 else state.began_at,
            finished_at=_first(state.finished_at, step.at) if step.progress >= 1 else state.finished_at,
        )
    return state


def _first(one: datetime | None, other: datetime) -> datetime:
    return other if one is None else min(one, other)
