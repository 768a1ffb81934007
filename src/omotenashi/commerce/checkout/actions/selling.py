# SPDX-License-Identifier: Apache-2.0
"""Sell at a till: order, payment, value, receipt and goods in one transaction. Never half a sale, never the same twice.

Locks in one order: sale, order, intent, wallet, person, campaign, code, series, level. A sale that an offline till
tells late is a fact: its amounts are kept as they were taken, and what we would have done otherwise is noted.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from omotenashi.base.ids import new_id
from omotenashi.base.prepared import Gap, Prepared
from omotenashi.base.wholes import attempt, whole
from omotenashi.commerce.checkout.actions.sales import Sale, Sold, begin, keep
from omotenashi.commerce.checkout.actions.securing import earned, reserve
from omotenashi.commerce.checkout.actions.tendering import Value, spend_value, tenders_of
from omotenashi.commerce.checkout.queries.facts import Facts
from omotenashi.commerce.checkout.queries.pricing import with_tax
from omotenashi.commerce.checkout.queries.quoting import Asked
from omotenashi.commerce.checkout.queries.selling import facts_of, priced_sale
from omotenashi.commerce.checkout.rules import Delivery, Quote, QuoteLine, Unbuyable
from omotenashi.commerce.checkout.rules import sales as rules
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries as wallets
from omotenashi.commerce.orders.actions import crediting, documents, journal, receipts, states
from omotenashi.commerce.orders.actions import placing as orders
from omotenashi.commerce.orders.queries import service_policy
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments import queries as paid
from omotenashi.commerce.payments.models import Intent, Shift
from omotenashi.commerce.stock import actions as stock
from omotenashi.places.locations.models import Location

_UNTIL_CONVERTED = timedelta(minutes=5)
_SHOP = Prepared(lambda: Location.objects.filter(pk=Gap("id")), often=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """A sale that is being made: what was priced, the ids of its lines, and its order."""

    sale: Sale
    shop: Location
    found: Quote
    uids: tuple[UUID, ...]
    now: datetime
    order_id: UUID
    number: str
    currency: str
    differences: list[dict[str, object]]

    @property
    def name(self) -> str:
        """The key of all that is done for the order."""
        return f"order:{self.order_id}"

    @property
    def actor(self) -> str:
        """Who sold."""
        return actor_of(self.sale)


@whole()
def sell(sale: Sale, *, now: datetime) -> Sold:
    """Make a sale, once per id. The same id again gives what it came to.

    Online our prices count: raises Unbuyable, loyalty.NotEnoughPoints, loyalty.CouponRefused, stock.OutOfStock (what is
    to be sent is nowhere), payments.TendersDoNotMatch, payments.NoOpenShift; nothing is written then. An offline sale
    is refused only when it contradicts itself. Raises BadSale, OtherSale.
    """
    rules.check(sale.lines, offline=sale.offline)
    known = begin(sale, now=now)
    if known is not None:
        return known
    work = _place(sale, now=now)
    intent = _pay(work)
    value = spend_value(sale, work.found, order_id=work.order_id, uids=work.uids, differences=work.differences, now=now)
    receipt = receipts.issue_all([receipt_of(work)], now=now)[0]
    moved = _hand_over(work)
    if work.differences:
        journal.write(work.order_id, "noted", now=now, actor=work.actor, differences=work.differences)
    left = wallets.balance(sale.node_ids, now).available if sale.node_ids else 0
    sold = sold_of(work, value, receipt, moved, balance=left)
    keep([(sale, sold, settlement(work, intent.pk, value))])
    return sold


def _place(sale: Sale, *, now: datetime) -> Work:
    [shop] = _SHOP.found(id=sale.shop_id)
    uids = tuple(line.uid or new_id() for line in sale.lines)
    found, known, noted = _priced(sale, shop, uids, now=now)
    at_once = all(line.mode == "carry_out" for line in sale.lines)
    draft = draft_of(sale, shop, found, known, uids=uids)
    placed = orders.create(draft, key=f"sale:{sale.sale_id}", now=now, paid=at_once, handed_over=at_once)
    return Work(
        sale=sale, shop=shop, found=found, uids=uids, now=now, order_id=placed.order_id, number=placed.number,
        differences=[*map(dict, sale.noted), *noted], currency=known.currency,
    )  # fmt: skip


def draft_of(sale: Sale, shop: Location, found: Quote, known: Facts, *, uids: Sequence[UUID]) -> orders.Draft:
    """Give a sale as the order that it becomes."""
    return orders.Draft(
        channel=sale.channel, location=shop.code,
        lines=tuple(_line(sale, shop, *each) for each in zip(found.lines, sale.lines, uids, strict=True)),
        node_id=sale.node_ids[0] if sale.node_ids else None, currency=known.currency,
        shipping=found.shipping, shipping_rate=known.terms.fee_rate, shipping_points=found.shipping_points,
        placed_at=sale.sold_at, buyer=sale.buyer, recipient=sale.recipient, actor=actor_of(sale),
    )  # fmt: skip


def asked_of(sale: Sale, shop: Location) -> Asked:
    """Give what a sale's price depends on besides its goods."""
    to = sale.recipient or sale.buyer
    return Asked(
        channel=sale.channel, location=shop.code, node_ids=sale.node_ids, points=sale.points, coupons=sale.coupons,
        delivery=Delivery(prefecture=to.prefecture, postal_code=to.postal_code) if to else Delivery(),
    )  # fmt: skip


def _priced(
    sale: Sale, shop: Location, uids: tuple[UUID, ...], *, now: datetime
) -> tuple[Quote, Facts, list[dict[str, object]]]:
    """Give our price of a sale, or what an offline till asked for it, with what it was made of and the differences."""
    asked, at = asked_of(sale, shop), (sale.sold_at if sale.offline else now)
    known = facts_of(sale.lines, shop_id=shop.pk, asked=asked, uids=uids, at=at)
    ours = priced_sale(sale.lines, asked, known, at=at)
    if sale.offline:
        # What the till asked as a unit price is a difference as well: ours is what the books say.
        plain = tuple(replace(line, price=None) for line in sale.lines)
        books = priced_sale(plain, asked, known, at=at)
        said = rules.as_said(ours, sale.lines, points=sale.points, shipping=sale.shipping)
        return said, known, rules.differences(books, said)
    if ours.problems:
        raise Unbuyable(ours.problems)
    if ours.points_left < sale.points:
        raise loyalty.NotEnoughPoints(ours.points_left)
    return ours, known, []


def _line(sale: Sale, shop: Location, each: QuoteLine, said: rules.SaleLine, uid: UUID) -> orders.DraftLine:
    # Who else has a part in goods that others send is known only when it is decided who does (`_promise`).
    seller = _advised(sale, (_seller(sale, shop, said),)) if said.mode == "carry_out" else ()
    return orders.DraftLine(
        uid=uid, variant_id=each.line.variant_id, quantity=each.line.quantity, unit_price=with_tax(each.line),
        amount=each.amount, discount=each.discount, coupon=each.coupon, points=each.points,
        tax_rate=each.line.tax_rate, mode=orders.Mode(each.line.mode), location=each.line.location, credits=seller,
    )  # fmt: skip


def _seller(sale: Sale, shop: Location, said: rules.SaleLine) -> orders.Credit:
    evidence = {"terminal": sale.terminal, "sequence": sale.sequence}
    if said.reason:
        evidence |= {"price": said.price, "reason": said.reason}
    return orders.Credit(touch="till", staff_id=sale.staff_id, location=shop.code, evidence=evidence)


def _advised(sale: Sale, parts: tuple[orders.Credit, ...]) -> tuple[orders.Credit, ...]:
    """Give who advised its part; a sale that the clerk made alone asks nothing."""
    if sale.assisted_by is None:
        return parts
    return crediting.with_assistant(parts, sale.assisted_by, percent=service_policy(sale.sold_at).assist_percent)


def _pay(work: Work) -> Intent:
    sale = work.sale
    shift = sale.shift_id or _shift(sale)
    return payments.take(
        tenders_of(sale, work.found, work.order_id), order_id=work.order_id, amount=work.found.total,
        currency=work.currency, key=work.name, now=work.now, shift_id=shift, staff_id=sale.staff_id,
    )  # fmt: skip


def _shift(sale: Sale) -> UUID | None:
    """Give the drawer of the terminal; what was sold offline may belong to one that is closed by now."""
    found = paid.open_shift_of(location_id=sale.shop_id, terminal=sale.terminal)
    if found is None and sale.offline:
        found = Shift.objects.filter(location_id=sale.shop_id, terminal=sale.terminal).order_by("-opened_at").first()
    return found.pk if found else None


def settlement(work: Work, intent_id: UUID, value: Value) -> dict[str, object]:
    """Give what cancelling or taking back needs to know, as for an order that was confirmed."""
    sale = work.sale
    return {
        "intent": intent_id, "node": sale.node_ids[0] if sale.node_ids else None, "key": f"sale:{sale.sale_id}",
        "points": work.found.points if sale.node_ids else 0, "coupons": value.coupons,
        "earned": earned(work.found, work.uids), "sold_at": sale.sold_at, "now": work.now,
    }  # fmt: skip


def receipt_of(work: Work) -> receipts.Receipt:
    """Give the simplified invoice that is to be issued in the series of the terminal."""
    code, terminal = work.shop.code, work.sale.terminal
    return receipts.Receipt(
        work.order_id, code=f"{code}-{terminal}", owner=f"till:{code}:{terminal}", key=f"sale:{work.sale.sale_id}",
        actor=work.actor,
    )  # fmt: skip


def _hand_over(work: Work) -> stock.Moved:
    """Take out what leaves with the customer, whatever the book says, and promise the rest where it lies."""
    carried = {u: x for u, x in zip(work.uids, work.sale.lines, strict=True) if x.mode == "carry_out"}
    if len(carried) < len(work.uids):
        _promise(work)
        if carried:
            pieces = {uid: line.quantity for uid, line in carried.items()}
            states.handed_over(work.order_id, pieces, key=work.name, now=work.now, actor=work.actor)
        states.mark_paid(work.order_id, now=work.now, actor=work.actor)
    if not carried:
        return stock.Moved(is_new=True, found=0, shortages=())
    taken = [
        stock.Wanted(variant_id=line.variant_id, location_id=work.shop.pk, quantity=line.quantity)
        for line in carried.values()
    ]
    return stock.sell_now(
        taken, key=f"sale:{work.sale.sale_id}", ref=work.number, actor=work.actor, device=work.sale.terminal,
        at=work.sale.sold_at, now=work.now,
    )  # fmt: skip


def _promise(work: Work) -> None:
    """Promise what does not leave with the customer where it lies, and credit its lines: the seller and who sends."""
    wanted = _reserved(work)
    places = dict(Location.objects.filter(pk__in={x.location_id for x in wanted}).values_list("pk", "code"))
    pieces: dict[str, Counter[str]] = defaultdict(Counter)
    for each in wanted:
        if each.owner is not None:
            pieces[str(each.owner.id)][places[each.location_id]] += each.quantity
    percent = service_policy(work.now).fulfil_percent
    parties = {
        uid: _advised(
            work.sale,
            crediting.with_fulfillers(_seller(work.sale, work.shop, line), pieces[str(uid)], percent=percent),
        )
        for uid, line in zip(work.uids, work.sale.lines, strict=True)
        if line.mode != "carry_out"
    }
    crediting.credit(work.order_id, parties, at=work.sale.sold_at)


def _reserved(work: Work) -> list[stock.Wanted]:
    to = work.sale.recipient or work.sale.buyer
    try:
        with attempt():
            wanted = reserve(
                work.found, order_id=work.order_id, lines=work.uids, channel=work.sale.channel,
                region=to.prefecture if to else "", now=work.now, until=work.now + _UNTIL_CONVERTED,
            )  # fmt: skip
            stock.convert(key=work.name, now=work.now)
    except stock.NothingHeld:  # ordered in: nothing of it comes from a shelf of ours
        return []
    except stock.OutOfStock:
        if not work.sale.offline:
            raise
        work.differences.append({"what": "sold_out"})
        return []
    return wanted


def sold_of(
    work: Work, value: Value, receipt: documents.Issued, moved: stock.Moved, *, balance: int
) -> Sold:  # fmt: skip
    """Give what a sale came to; `balance` are the points that the customer has now."""
    sale = work.sale
    return Sold(
        order_id=work.order_id, number=work.number, document_id=receipt.document_id,
        document=f"{receipt.series}-{receipt.number:06d}", total=work.found.total,
        change=sum(x.received - x.amount for x in sale.tenders if x.received is not None),
        points_spent=work.found.points, points_earned=value.earned,
        balance=balance, overdraft=value.overdraft, found=moved.found, shortages=moved.shortages,
        differences=tuple(work.differences),
    )  # fmt: skip


def actor_of(sale: Sale) -> str:
    """Say who sold."""
    return f"staff:{sale.staff_id}" if sale.staff_id else f"till:{sale.terminal}"
