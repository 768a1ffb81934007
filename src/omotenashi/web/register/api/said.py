# SPDX-License-Identifier: Apache-2.0
"""What the till says: one shape for a quote, a sale, and a sale that is told late (frontend/register/ports.ts)."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Annotated, Any, Concatenate, Literal
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from omotenashi.web.register.access import Till, refusal

Text = Annotated[str, msgspec.Meta(max_length=200)]
Code = Annotated[str, msgspec.Meta(max_length=100)]
Whole = Annotated[int, msgspec.Meta(ge=0, le=10**12)]
Count = Annotated[int, msgspec.Meta(ge=1, le=999)]
type Mode = Literal["carry_out", "ship", "pickup", "order_in"]


class Line(msgspec.Struct, frozen=True):
    """One line: its key is made at the till and names it on."""

    key: UUID
    sku: Code
    quantity: Count
    mode: Mode = "carry_out"
    location: Code | None = None
    price: Whole | None = None
    reason: Text = ""
    discount: Whole = 0
    coupon: Whole = 0


class Tender(msgspec.Struct, frozen=True):
    """One way it is paid."""

    kind: Literal["cash", "card_terminal", "qr", "gift_card", "store_credit"]
    amount: Annotated[int, msgspec.Meta(ge=1, le=10**12)]
    received: Whole | None = None
    ref: Text = ""


class Contact(msgspec.Struct, frozen=True):
    """To whom it is sent."""

    name: Text = ""
    kana: Text = ""
    mail: Text = ""
    phone: Text = ""
    postal_code: Text = ""
    prefecture: Text = ""
    address: Text = ""
    note: Text = ""


class Exchange(msgspec.Struct, frozen=True):
    """What comes back for it, as the return page said it; `credit` is how much of its money pays this sale."""

    order: UUID
    said: Annotated[dict[Code, Text], msgspec.Meta(max_length=400)]
    credit: Whole = 0


class Sale(msgspec.Struct, frozen=True):
    """What lies on the counter. `shop` and `terminal` say where an offline sale was made; online the cookie does."""

    id: UUID
    lines: Annotated[tuple[Line, ...], msgspec.Meta(max_length=200)]
    sold_at: datetime
    shop: Code = ""
    terminal: Code = ""
    sequence: Whole = 0
    member: UUID | None = None
    points: Whole = 0
    coupons: Annotated[tuple[Code, ...], msgspec.Meta(max_length=10)] = ()
    tenders: Annotated[tuple[Tender, ...], msgspec.Meta(max_length=20)] = ()
    recipient: Contact | None = None
    offline: bool = False
    allowance: UUID | None = None
    shipping: Whole | None = None
    exchange: Exchange | None = None
    assisted: UUID | None = None


type Told[**P] = Callable[Concatenate[HttpRequest, Till, P], HttpResponseBase]


def told[**P](kind: Any) -> Callable[[Callable[..., HttpResponseBase]], Told[P]]:
    """Read the body as a struct and hand it to the view behind the till; what is not understood is said."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Told[P]:
        @wraps(view)
        def reading(request: HttpRequest, till: Till, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            try:
                said = msgspec.json.decode(request.body, type=kind)
            except msgspec.MsgspecError as bad:
                return refusal(422, "not_understood", _("The till said something that cannot be."), where=str(bad))
            return view(request, till, said, *args, **kwargs)

        return reading  # type: ignore[return-value]  # the view is handed what was said between till and the rest

    return decorate
