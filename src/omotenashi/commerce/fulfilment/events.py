# SPDX-License-Identifier: Apache-2.0
"""What fulfilment tells. No event holds a code: whoever tells the customer fetches it (`queries.code_of`)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from omotenashi.people.customers.events import CustomerEvent


@dataclass(frozen=True, kw_only=True)
class FulfilmentEvent(CustomerEvent):
    """Something that concerns one fulfilment of an order; `location` is the code of the place."""

    fulfilment_id: UUID
    order_id: UUID
    number: str
    location: str


@dataclass(frozen=True, kw_only=True)
class PickupReady(FulfilmentEvent):
    """Goods wait at the counter until `collect_by`."""

    collect_by: datetime


@dataclass(frozen=True, kw_only=True)
class PickupDelegated(FulfilmentEvent):
    """Somebody may fetch the goods in the customer's place, once, until `until` (代理受取)."""

    until: datetime


@dataclass(frozen=True, kw_only=True)
class HandedOver(FulfilmentEvent):
    """Goods were handed over: `to` the customer by `code`, a `member` by the card, or a `proxy`."""

    to: str


@dataclass(frozen=True, kw_only=True)
class Shipped(FulfilmentEvent):
    """A parcel left."""

    carrier: str
    tracking: str


@dataclass(frozen=True, kw_only=True)
class Delivered(FulfilmentEvent):
    """A parcel arrived."""


@dataclass(frozen=True, kw_only=True)
class ParcelLost(FulfilmentEvent):
    """A parcel is lost: its goods are a claim."""


@dataclass(frozen=True, kw_only=True)
class NotCollected(FulfilmentEvent):
    """Nobody came for the goods in time."""


@dataclass(frozen=True, kw_only=True)
class FulfilmentRejected(FulfilmentEvent):
    """A place could not serve; `missing` pieces nobody else can either, and are to be paid back."""

    reason: str
    missing: int


@dataclass(frozen=True, kw_only=True)
class PickedShort(FulfilmentEvent):
    """Some `pieces` were not there: others serve them, but for `unserved` ones, for which `refunded` went back."""

    reason: str
    pieces: int
    unserved: int
    refunded: int


@dataclass(frozen=True, kw_only=True)
class ReturnResolved(CustomerEvent):
    """A return was settled: so much money and points went back."""

    return_id: UUID
    order_id: UUID
    number: str
    location: str
    amount: int
    refunded: int
    points: int


@dataclass(frozen=True, kw_only=True)
class TryOnEvent(CustomerEvent):
    """Something that concerns goods laid aside to be tried on."""

    try_on_id: UUID
    location: str


@dataclass(frozen=True, kw_only=True)
class TryOnReady(TryOnEvent):
    """The goods are laid aside, until `until`."""

    until: datetime


@dataclass(frozen=True, kw_only=True)
class TryOnDeclined(TryOnEvent):
    """The shop looked and does not have them."""
