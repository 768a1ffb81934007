# SPDX-License-Identifier: Apache-2.0
"""Marks texts for translation without translating: measures know no Django, the web layer does."""

from collections.abc import Mapping
from dataclasses import dataclass, field


def N_(message: str) -> str:  # noqa: N802 - the keyword the message extraction looks for
    """Return the message id unchanged; the extraction finds it by this name."""
    return message


@dataclass(frozen=True)
class Phrase:
    """A message id with named values (``%(name)s``): translate first, then fill in."""

    message: str
    values: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        """The English text."""
        return self.message % self.values if self.values else self.message
