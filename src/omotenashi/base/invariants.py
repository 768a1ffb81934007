# SPDX-License-Identifier: Apache-2.0
"""What an app says when it looks after its own promises: each `queries.broken(now)` gives a list of these."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Broken:
    """One promise that does not hold: its number in the design (I1 to I10), the thing concerned, what is wrong."""

    invariant: str
    subject: str
    detail: str
