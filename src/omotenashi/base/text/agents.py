# SPDX-License-Identifier: Apache-2.0
"""What a browser calls itself, and which kind of device that is. The expressions are read by Python and by PostgreSQL alike."""

import re
from collections.abc import Mapping
from typing import Any, Final

TABLET: Final = r"ipad|tablet|kindle|silk/|android(?!.*mobile)"
PHONE: Final = "iphone|ipod|mobi|android"
DESKTOP: Final = "windows nt|macintosh|x11|cros"
# The key under which the kind stays when the browser's name goes with its human.
KEPT: Final = "device_kind"
_KINDS: Final = (("tablet", TABLET), ("phone", PHONE), ("desktop", DESKTOP))


def kind_of(user_agent: str) -> str:
    """Give phone, tablet or desktop; nothing where the name tells none."""
    return next((kind for kind, known in _KINDS if re.search(known, user_agent, re.IGNORECASE)), "")


def kept_of(context: Mapping[str, Any]) -> str:
    """Give the kind that a context tells, by its browser or by what an erasure left of it."""
    kept = context.get(KEPT)
    return str(kept) if kept in dict(_KINDS) else kind_of(str(context.get("userAgent", "")))
