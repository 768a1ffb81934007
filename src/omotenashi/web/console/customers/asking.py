# SPDX-License-Identifier: Apache-2.0
"""How 物語 is narrowed: by kind, channel, words and day, as the address says it. No reads."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict


@dataclass(frozen=True)
class Asked:
    """How the line is narrowed, as the address says it. `day` opens it at a day; `shown` is the day already headed."""

    kind: str = ""
    channel: str = ""
    q: str = ""
    day: str = ""
    before: str = ""
    shown: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Asked":
        """Read the address; nonsense narrows nothing."""
        return cls(**{name: query.get(name, "").replace("\x00", "").strip()[:200] for name in cls.__match_args__})

    def url(self, **changes: str) -> str:
        """Give the query string after a change."""
        state = replace(self, **{"before": "", "shown": "", **changes})
        pairs = [(name, getattr(state, name)) for name in self.__match_args__]
        return "?" + urlencode([(name, value) for name, value in pairs if value])

    @property
    def narrowed(self) -> bool:
        """Say whether something is left out."""
        return bool(self.kind or self.channel or self.q)
