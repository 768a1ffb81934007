# SPDX-License-Identifier: Apache-2.0
"""Names of time zones as browsers, files and people write them: those of IANA, and nothing else."""

from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

_LONGEST = 64
# Names that stand in the data and are no place.
_NO_PLACES = frozenset({"Factory", "localtime"})


def known(said: object) -> str:
    """Give a name as IANA writes it, in whatever case it was said; nothing for what is none."""
    return _names().get(said.strip().casefold(), "") if type(said) is str and len(said) <= _LONGEST else ""


def zone_of(name: str) -> ZoneInfo | None:
    """Give the zone of a name; nothing for a name that this machine does not know (any more)."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def names() -> list[str]:
    """Give every name in the order of the alphabet."""
    return sorted(_names().values())


@cache
def _names() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones() - _NO_PLACES}
