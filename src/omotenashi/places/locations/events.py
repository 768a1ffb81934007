# SPDX-License-Identifier: Apache-2.0
"""What locations tells."""

from dataclasses import dataclass

from omotenashi.base.outbox.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ReachMeasured(DomainEvent):
    """How far postal codes lie from shops is told anew: positions were loaded, or a shop stands elsewhere now.

    `shops` by their codes; none named: all.
    """

    shops: tuple[str, ...] = ()
