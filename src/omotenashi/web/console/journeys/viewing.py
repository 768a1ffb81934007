# SPDX-License-Identifier: Apache-2.0
"""Where cards stand and what notes say, as it comes from a browser: only what the canvas can draw is kept."""

import math
from typing import Any

MOST_NOTES, LONGEST_NOTE, FARTHEST = 100, 1000, 100_000


def sound(raw: Any) -> dict[str, Any]:
    """Give places and notes that can be drawn, and nothing else."""
    said = raw if isinstance(raw, dict) else {}
    at, notes = said.get("at"), said.get("notes")
    return {
        "at": {str(name): _place(place) for name, place in at.items()} if isinstance(at, dict) else {},
        "notes": [_note(one) for one in notes[:MOST_NOTES]] if isinstance(notes, list) else [],
    }


def _note(one: Any) -> dict[str, Any]:
    return {"id": str(one["id"])[:40], "text": str(one["text"])[:LONGEST_NOTE], "at": _place(one["at"])}


def _place(place: Any) -> list[int]:
    x, y = (float(one) for one in place)
    if not (math.isfinite(x) and math.isfinite(y)):
        raise ValueError(place)
    return [round(min(max(one, -FARTHEST), FARTHEST)) for one in (x, y)]
