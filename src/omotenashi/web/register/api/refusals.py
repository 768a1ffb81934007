# SPDX-License-Identifier: Apache-2.0
"""How the floors below say no at the till: a status, a lasting code, and what the clerk does now."""

from collections.abc import Callable
from functools import wraps

from django.db import OperationalError
from django.http import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.orders.actions import placing as orders
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.stock import actions as stock
from omotenashi.web.register.access import refusal
from omotenashi.web.register.api.exchanging import NotTakenBack
from omotenashi.web.register.api.reading import Unknown

_AGAIN, _TRIES = ("40P01", "55P03"), 4
WHY: tuple[tuple[type[Exception], int, str, Promise], ...] = (
    (Unknown, 404, "unknown", gettext_lazy("Nobody knows this code.")),
    (stock.OutOfStock, 409, "out_of_stock", gettext_lazy("Somebody else was faster: it is not to be had any more.")),
    (loyalty.NotEnoughPoints, 409, "not_enough_points", gettext_lazy("There are not so many points.")),
    (loyalty.CouponRefused, 409, "coupon_refused", gettext_lazy("A coupon or gift card cannot be used.")),
    (payments.NoOpenShift, 409, "no_open_shift", gettext_lazy("The drawer is not open. Open it under Drawer first.")),
    (payments.TendersDoNotMatch, 422, "tenders", gettext_lazy("The sum has changed. Look at the basket once more.")),
    (checkout.BadSale, 422, "bad_sale", gettext_lazy("This sale contradicts itself.")),
    (NotTakenBack, 409, "not_taken_back", gettext_lazy("This cannot come back like this. Open its return again.")),
    (checkout.OtherSale, 422, "key_reused", gettext_lazy("This sale was rung up with other goods or money.")),
    (orders.BadDraft, 422, "bad_order", gettext_lazy("This sale contradicts itself.")),
)


def answered[**P](view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Turn what the floors below refuse into an answer, and try again when many want the same at one moment."""

    @wraps(view)
    def answering(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return _patiently(lambda: view(*args, **kwargs))
        except checkout.Unbuyable as bad:
            return refusal(409, "unbuyable", _("Something cannot be sold as it stands."), problems=list(bad.problems))
        except tuple(kind for kind, *_ in WHY) as refused:
            status, code, why = next(each[1:] for each in WHY if isinstance(refused, each[0]))
            reason = getattr(refused, "reason", "") or getattr(refused, "what", "")
            return refusal(status, code, str(why), reason=reason)

    return answering


def _patiently(work: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    for _try in range(_TRIES):
        try:
            return work()
        except OperationalError as failure:
            if getattr(failure.__cause__, "sqlstate", "") not in _AGAIN:
                raise
    return refusal(503, "busy", _("Many sell at this moment. Press once more: it is sold once."))
