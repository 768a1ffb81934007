# SPDX-License-Identifier: Apache-2.0
"""What insight tells."""

from dataclasses import dataclass
from datetime import datetime

from omotenashi.base.outbox.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ScoresRefreshed(DomainEvent):
    """The scores of all customers are those of a new version of the lake."""

    version: int
    at: datetime
