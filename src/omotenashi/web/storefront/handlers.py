# SPDX-License-Identifier: Apache-2.0
"""What the shop tells a buyer by mail when something happened to an order: it waits, or something of it is missing.

Only what happened lately is told: an event that is delivered days later, or was brought from elsewhere, is no news.
"""

from collections.abc import Sequence
from datetime import timedelta

from omotenashi.base import clock
from omotenashi.base.outbox.registry import Stored, on
from omotenashi.commerce.fulfilment.events import FulfilmentRejected, PickedShort, PickupReady
from omotenashi.web.storefront.sending import mails

NEWS = timedelta(days=1)


@on(PickupReady, PickedShort, FulfilmentRejected)
def tell_buyers(events: Sequence[Stored]) -> None:
    """Have the mails sent, each once."""
    since = clock.now() - NEWS
    for stored in events:
        match stored.event:
            case PickupReady(at=at, fulfilment_id=key) if at >= since:
                mails.ready(fulfilment_id=key)
            case PickedShort(at=at, fulfilment_id=key, pieces=pieces, unserved=nobody, refunded=refunded) if (
                at >= since
            ):
                mails.short(
                    fulfilment_id=key, pieces=pieces, unserved=nobody, refunded=refunded, event_id=stored.event_id
                )
            case FulfilmentRejected(at=at, fulfilment_id=key, missing=missing) if at >= since and missing:
                mails.short(fulfilment_id=key, pieces=missing, unserved=missing, refunded=0, event_id=stored.event_id)
