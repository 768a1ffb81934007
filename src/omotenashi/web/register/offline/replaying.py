# SPDX-License-Identifier: Apache-2.0
"""Tell the books what a till sold without a line: each sale in a transaction of its own, in the order of its numbers.

A sale is a fact. It is booked whatever we would have asked, and what was odd about it stands beside it. Only what nobody
can book (goods we never had, tenders that do not sum up) is kept for people, and the till need not keep it any more.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Annotated, Any
from uuid import UUID

import msgspec
from django.db import OperationalError, transaction

from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout import queries
from omotenashi.commerce.checkout.models import RefusedUpload
from omotenashi.commerce.checkout.queries.uploads import upload_of
from omotenashi.commerce.orders.actions import placing as orders
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments.models import Shift
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations.models import Device
from omotenashi.web.register.access import Till, shops_of
from omotenashi.web.register.api import answers, reading, said
from omotenashi.web.register.offline import allowing

_AGAIN, _TRIES = ("40P01", "55P03"), 4
# A clock that is so far off is worth a word.
_SKEW = timedelta(minutes=2)
_logger = logging.getLogger(__name__)


class Upload(msgspec.Struct, frozen=True):
    """Some sales in the order of their numbers, each as it is: one that cannot be read does not stop the others."""

    sent_at: datetime
    sales: Annotated[list[msgspec.Raw], msgspec.Meta(max_length=50)]
    allowances: list[allowing.Said] = []  # msgspec copies it


@dataclass(frozen=True, slots=True)
class _Upload:
    """What holds for all sales of an upload."""

    till: Till
    genuine: frozenset[UUID]
    skew: timedelta
    now: datetime


class Elsewhere(Exception):
    """The sale was made at a till of a shop that who tells it does not act for: the till keeps it."""


def replayed(upload: Upload, *, till: Till, now: datetime) -> dict[str, Any]:
    """Book an upload; give what became of each sale, and which numbers of the terminal are missing."""
    skew = now - upload.sent_at if upload.sent_at.tzinfo else timedelta()
    about = _Upload(till, frozenset(allowing.genuine(upload.allowances)), skew, now)
    done = [_told(bytes(raw), about) for raw in upload.sales]
    mine = [gap for gap in queries.gaps() if (gap.shop, gap.terminal) == (till.shop.code, till.terminal)]
    return {"results": done, "gaps": [[gap.first, gap.last] for gap in mine]}


def booked(sale: said.Sale, till: Till, *, noted: Sequence[Mapping[str, Any]], now: datetime) -> checkout.Sold:
    """Book one sale that happened. Raises what says that it cannot be."""
    wanted = replace(
        reading.sale(sale, till), offline=True, sold_at=min(sale.sold_at, now), noted=tuple(noted),
        allowance=None if any(each["what"] == "allowance" for each in noted) else sale.allowance,
    )  # fmt: skip
    try:
        return patiently(wanted, now=now)
    except checkout.OtherSale:
        # Rung up online, and the answer never came: what was then asked without a line is the same sale if it cost the same.
        known = checkout.known_sale(sale.id, shop_id=till.shop.pk, terminal=till.terminal)
        if known is None or known.total != _total(sale):
            raise
        return known


def told_again(upload: RefusedUpload, *, by: Staff, now: datetime) -> str:
    """Book what was kept, and give the number of the order. Raises what says that it still cannot be.

    Where its number belongs to another sale (a till that was reset counts anew), it gets one of the terminal's R numbers.
    """
    sale = msgspec.convert(upload.content, said.Sale)
    device = Device.objects.select_related("location").get(code=upload.terminal, location_id=upload.shop_id)
    wanted = replace(reading.sale(sale, Till(device, by)), offline=True, sold_at=min(sale.sold_at, now))
    if upload.reason == "bad_sequence":
        terminal = f"{upload.terminal}-R"
        drawer = (
            Shift.objects.filter(location_id=upload.shop_id, terminal=upload.terminal).order_by("-opened_at").first()
        )
        last = queries.last_sequence(shop_id=upload.shop_id, terminal=terminal)
        wanted = replace(wanted, terminal=terminal, sequence=last + 1, shift_id=drawer.pk if drawer else None)
    with transaction.atomic():
        done = checkout.sell(wanted, now=now)
        checkout.settle_upload(upload.pk, by=by.pk, now=now, order_id=done.order_id)
    return done.number


def patiently(sale: checkout.Sale, *, now: datetime) -> checkout.Sold:
    """Sell, and again when many want the same at one moment: the id makes it one sale."""
    for tried in range(1, _TRIES + 1):
        try:
            return checkout.sell(sale, now=now)
        except OperationalError as failure:
            if getattr(failure.__cause__, "sqlstate", "") not in _AGAIN or tried == _TRIES:
                raise
    raise AssertionError("unreachable")  # pragma: no cover


def _told(raw: bytes, about: _Upload) -> dict[str, Any]:
    sale: said.Sale | None = None
    try:
        sale = msgspec.json.decode(raw, type=said.Sale)
        till = _till_of(sale, about.till)
        kept = upload_of(_key(till.terminal, sale.id))
        if kept is not None and kept.settled_at is not None and kept.order_id is None:
            return {"id": str(sale.id), "state": "refused", "reason": kept.reason}
        done = booked(sale, till, noted=_noted(sale, about), now=about.now)
    except Elsewhere:
        return {"id": str(sale.id) if sale else None, "state": "elsewhere"}
    except OperationalError:
        return {"id": str(sale.id) if sale else None, "state": "later"}
    except Exception as wrong:  # noqa: BLE001  # one sale must not stop the others; it is kept with its reason
        return _kept(raw, sale, wrong, about)
    if kept is not None and kept.settled_at is None:
        checkout.settle_upload(kept.pk, by=about.till.staff.pk, now=about.now, order_id=done.order_id)
    differences = [dict(each) for each in done.differences]
    return {"id": str(sale.id), "state": "sold", "sold": answers.sold(sale.id, done), "differences": differences}


def _kept(raw: bytes, sale: said.Sale | None, wrong: Exception, about: _Upload) -> dict[str, Any]:
    if not isinstance(wrong, KNOWN):
        _logger.error("a sale of till %s could not be booked", about.till.terminal, exc_info=wrong)
    # PostgreSQL keeps no text with a zero in it.
    content = msgspec.json.decode(raw.replace(b"\\u0000", b""))
    content = content if isinstance(content, dict) else {"said": content}
    told = content.get("id")
    name = sale.id if sale else (told if isinstance(told, str) else blake2b(raw, digest_size=16).hexdigest())
    till = about.till if sale is None else _till_of(sale, about.till)
    reason = reason_of(wrong)
    checkout.refuse_upload(
        key=_key(till.terminal, name), shop_id=till.shop.pk, terminal=till.terminal,
        sequence=sale.sequence if sale else None, content=content, reason=reason, detail=str(wrong)[:500],
        by=about.till.staff.pk, now=about.now,
    )  # fmt: skip
    return {"id": str(name) if sale or isinstance(told, str) else None, "state": "refused", "reason": reason}


def _key(terminal: str, sale: UUID | str) -> str:
    return f"{terminal}:{sale}"


KNOWN = (
    msgspec.MsgspecError, reading.Unknown, checkout.BadSale, checkout.OtherSale, checkout.UploadSettled,
    payments.TendersDoNotMatch, payments.NoOpenShift, orders.BadDraft,
)  # fmt: skip


def reason_of(wrong: Exception) -> str:
    """Give the word under which the office finds why a sale could not be booked."""
    match wrong:
        case msgspec.MsgspecError():
            return "not_understood"
        case reading.Unknown():
            return f"unknown_{wrong.what}"
        case checkout.BadSale():
            return f"bad_{wrong.reason}"
        case checkout.OtherSale():
            return "key_reused"
        case payments.TendersDoNotMatch():
            return "tenders"
        case payments.NoOpenShift():
            return "no_open_shift"
        case checkout.UploadSettled():
            return "settled"
        case _:
            return "unexpected"


def _till_of(sale: said.Sale, till: Till) -> Till:
    """Give the till the sale was made at: this one, or one that this browser was before."""
    if (sale.shop, sale.terminal) in {("", ""), (till.shop.code, till.terminal)}:
        return till
    device = Device.objects.select_related("location").filter(code=sale.terminal, location__code=sale.shop).first()
    if device is None or not shops_of(till.staff).filter(pk=device.location_id).exists():
        raise Elsewhere
    return Till(device, till.staff)


def _noted(sale: said.Sale, about: _Upload) -> list[dict[str, Any]]:
    noted: list[dict[str, Any]] = []
    if abs(about.skew) > _SKEW:
        noted.append({"what": "clock", "seconds": round(-about.skew.total_seconds())})
    if sale.allowance is not None and sale.allowance not in about.genuine:
        noted.append({"what": "allowance"})
    return noted


def _total(sale: said.Sale) -> int:
    goods = sum((line.price or 0) * line.quantity - line.discount - line.coupon for line in sale.lines)
    return goods + (sale.shipping or 0)
