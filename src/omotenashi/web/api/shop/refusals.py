# SPDX-License-Identifier: Apache-2.0
"""How the shop says no over HTTP: each exception of the floors below has a status and a lasting code."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import OperationalError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.orders.actions import cancelling
from omotenashi.commerce.orders.actions import placing as orders
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.stock import actions as stock
from omotenashi.web.api.problems import Fault, Refused

# Waited in a circle, or too long for a lock: done again under the same key it is the same order.
_AGAIN = ("40P01", "55P03")
_TRIES = 4
_WHY: tuple[tuple[type[Exception], int, str, Promise], ...] = (
    (checkout.BadBasket, 409, "basket_closed", gettext_lazy("This basket is not open any more.")),
    (checkout.QuoteChanged, 409, "quote_changed", gettext_lazy("Something has changed since the basket was shown.")),
    (stock.OutOfStock, 409, "out_of_stock", gettext_lazy("Something is sold out.")),
    (loyalty.NotEnoughPoints, 409, "not_enough_points", gettext_lazy("There are not so many points.")),
    (loyalty.CouponRefused, 409, "coupon_refused", gettext_lazy("A coupon cannot be used.")),
    (payments.NoOpenShift, 409, "no_open_shift", gettext_lazy("The drawer of this till is not open.")),
    (cancelling.NotOpen, 409, "not_open", gettext_lazy("Picking has begun: this cannot be cancelled any more.")),
    (payments.StillOpen, 409, "still_open", gettext_lazy("The order is being paid already.")),
    (payments.TendersDoNotMatch, 422, "tenders", gettext_lazy("What was paid is not what is to be paid.")),
    (checkout.BadSale, 422, "bad_sale", gettext_lazy("This sale contradicts itself.")),
    (checkout.OtherSale, 422, "key_reused", gettext_lazy("This id was used for another sale.")),
    (orders.BadDraft, 422, "bad_order", gettext_lazy("This order contradicts itself.")),
)


@contextmanager
def told() -> Iterator[None]:
    """Turn what the floors below refuse into an answer."""
    try:
        yield
    except checkout.Unbuyable as refusal:
        faults = [Fault(where="basket", code=each, message=each.rpartition(":")[2]) for each in refusal.problems]
        message = gettext_lazy("Something in the basket cannot be bought as it stands.")
        raise Refused(409, "unbuyable", message, errors=faults) from None
    except tuple(kind for kind, *_ in _WHY) as refusal:
        status, code, why = next(each[1:] for each in _WHY if isinstance(refusal, each[0]))
        raise Refused(status, code, why) from None


def patiently[T](work: Callable[[], T]) -> T:
    """Do it again when the database broke a circle of waiting; the key makes it the same thing."""
    for _try in range(_TRIES):
        try:
            return work()
        except OperationalError as failure:
            if getattr(failure.__cause__, "sqlstate", "") not in _AGAIN:
                raise
    message = gettext_lazy("Many want the same at this moment. Send it again with the same key.")
    raise Refused(503, "busy", message, headers={"Retry-After": "1"})
