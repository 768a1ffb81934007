# SPDX-License-Identifier: Apache-2.0
"""Expect a payment, and stop expecting it when its time is over."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from omotenashi.base.ids import new_id
from omotenashi.base.statements import Statement
from omotenashi.commerce.payments.actions import giving_up, standing
from omotenashi.commerce.payments.models import Intent, Tender
from omotenashi.commerce.payments.rules import states
from omotenashi.commerce.payments.rules.tenders import Given, charge_of

_AT_ONCE = 200


class StillOpen(Exception):
    """The order has another payment under way or made; `intent_id` names it."""

    def __init__(self, intent_id: UUID) -> None:
        self.intent_id = intent_id
        super().__init__(str(intent_id))


class OtherPayment(Exception):
    """The key stands for another order or amount."""


def expect(
    *,
    order_id: UUID,
    amount: int,
    currency: str,
    key: str,
    now: datetime,
    tenders: Sequence[Given] = (),
    expires_at: datetime | None = None,
    captures_later: bool = False,
) -> Intent:
    """Write down that an order is to be paid, once per key.

    `tenders` are the parts paid with value of our own (points, gift card, store credit), by their plain keys; the rest
    is what a provider must bring. When nothing is left for one, the intent is captured at once. A try that ended is
    replaced. Raises TendersDoNotMatch, StillOpen (another try may still be paid), OtherPayment.
    """
    charge = charge_of(amount, tenders)
    given = [*tenders, *([Given(kind="card", amount=charge)] if charge else [])]
    made = draft(
        order_id=order_id, amount=amount, charge=charge, currency=currency, key=key, now=now, given=given,
        expires_at=expires_at, captures_later=captures_later,
    )  # fmt: skip
    return once(made, now=now)


class Expected(NamedTuple):
    """A payment that is expected of an order: as `expect` takes it."""

    order_id: UUID
    amount: int
    tenders: tuple[Given, ...]
    expires_at: datetime


def expect_all(expected: Sequence[Expected], *, currency: str, now: datetime) -> list[Intent]:
    """Expect the payments of new orders together, each by the name of its order and with something to pay.

    Raises StillOpen when one of them is expected already: the transaction is void.
    """
    made = []
    for each in expected:
        key, charge = f"order:{each.order_id}", charge_of(each.amount, each.tenders)
        if not charge:
            raise ValueError("what is paid already is captured alone")
        given = [*each.tenders, Given(kind="card", amount=charge)]
        made.append(
            draft(
                order_id=each.order_id, amount=each.amount, charge=charge, currency=currency, key=key, now=now,
                given=given, expires_at=each.expires_at,
            )
        )  # fmt: skip
    if not _write(made):
        raise StillOpen(made[0].intent.pk)
    return [one.intent for one in made]


def capture_all(made: Sequence["Drafted"], *, now: datetime) -> None:
    """Write payments that are made already, with nothing left for a provider. Raises StillOpen, and all is void then."""
    moves = []
    for one in made:
        before = standing.of(one.intent)
        to = states.after(before, kind="captured", amount=one.intent.amount, at=now)
        standing.stand(one.intent, to)
        moves.append((one.intent, before, to))
    if not _write(made):
        raise StillOpen(made[0].intent.pk)
    for intent, before, to in moves:
        standing.tell(intent, before, to, now=now)


class Drafted(NamedTuple):
    """An intent and its tenders before they are written."""

    intent: Intent
    tenders: list[Tender]


def draft(
    *, order_id: UUID, amount: int, charge: int, currency: str, key: str, now: datetime, given: Sequence[Given],
    shift_id: UUID | None = None, expires_at: datetime | None = None, captures_later: bool = False,
) -> Drafted:  # fmt: skip
    """Give an intent with its tenders."""
    intent = Intent(
        id=new_id(), order_id=order_id, key=key, amount=amount, charge=charge, currency=currency,
        captures_later=captures_later, expires_at=expires_at, created_at=now,
    )  # fmt: skip
    tenders = [
        Tender(
            intent=intent, kind=tender.kind, amount=tender.amount, ref=tender.ref, received=tender.received,
            shift_id=shift_id, key=f"{key}:{place}", created_at=now,
        )
        for place, tender in enumerate(given)
    ]  # fmt: skip
    return Drafted(intent, tenders)


type Finish = Callable[[Drafted, datetime], None]


def once(made: Drafted, *, now: datetime, finish: Finish | None = None) -> Intent:
    """Write an intent and what follows from it, once per key, and give what stands under the key."""
    with transaction.atomic(savepoint=False):
        if _make(made, now=now, finish=finish):
            return made.intent
    return _instead(made, now=now, finish=finish)


@transaction.atomic
def _instead(made: Drafted, *, now: datetime, finish: Finish | None) -> Intent:
    """Give the intent that has the key already; make room where the order has another one that ended."""
    order_id, key = made.intent.order_id, made.intent.key
    known = Intent.objects.filter(key=key).first()
    if known is None:
        giving_up.make_room(order_id, key=key, now=now)
        if _make(made, now=now, finish=finish):
            return made.intent
        known = Intent.objects.filter(key=key).first()
    if known is None:
        raise StillOpen(Intent.objects.get(order_id=order_id, replaced_at=None).pk)
    if (known.order_id, known.amount, known.currency) != (order_id, made.intent.amount, made.intent.currency):
        raise OtherPayment(key)
    return known


def _make(made: Drafted, *, now: datetime, finish: Finish | None) -> bool:
    """Write an intent with its tenders, captured where no provider is needed; False: the key or the order has one."""
    intent, before = made.intent, standing.of(made.intent)
    is_paid = not intent.charge
    to = states.after(before, kind="captured", amount=intent.amount, at=now) if is_paid else before
    standing.stand(intent, to)
    if not _write([made]):
        standing.stand(intent, before)
        return False
    if finish is not None:
        finish(made, now)
    standing.tell(intent, before, to, now=now)
    return True


def _write(drafts: Sequence[Drafted]) -> bool:
    """Write intents and tenders by one statement; False: the key or the order of one of them has an intent."""
    said = []
    for one in drafts:
        parts = [{name: getattr(each, name) for name in _PART} for each in one.tenders]
        said.append({name: getattr(one.intent, name) for name in _SAID} | {"tenders": parts})
    done = len(_OPEN.rows(said)) == len(drafts)
    for row in (row for one in drafts for row in (one.intent, *one.tenders)):
        row._state.adding = not done  # noqa: SLF001  # what Django's own `create` does
    return done


def expire(*, now: datetime) -> int:
    """Stop expecting what was not paid in time and give the number. A capture that comes later is believed all the same."""
    done = 0
    while intents := _lapse(now):
        done += intents
    return done


@transaction.atomic
def _lapse(now: datetime) -> int:
    lapsed = Intent.objects.filter(state__in=states.WAITING, expires_at__lte=now, replaced_at=None)
    intents = list(lapsed.order_by("id").select_for_update(skip_locked=True)[:_AT_ONCE])
    for intent in intents:
        to = states.after(standing.of(intent), kind="expired", amount=0, at=now, reason="expired")
        standing.move(intent, to, now=now)
        giving_up.pursue(intent, now=now)
    return len(intents)


_SAID = (
    "id", "order_id", "key", "amount", "charge", "currency", "captures_later", "state", "captured_amount", "captured_at",
    "expires_at", "created_at",
)  # fmt: skip
_PART = ("id", "kind", "amount", "ref", "received", "shift_id", "key")
_OPEN = Statement("""
WITH d AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS d(id uuid, order_id uuid, key text, amount bigint, charge bigint,
    currency text, captures_later bool, state text, captured_amount bigint, captured_at timestamptz,
    expires_at timestamptz, created_at timestamptz, tenders jsonb)
  LIMIT jsonb_array_length($1::jsonb)
), made AS (
  INSERT INTO payments_intent (
    id, order_id, key, amount, charge, currency, captures_later, provider, state, reason, captured_amount,
    captured_at, refunded_amount, expires_at, created_at, unwanted_reason)
  SELECT id, order_id, key, amount, charge, currency, captures_later, '', state, '', captured_amount, captured_at, 0,
    expires_at, created_at, ''
  FROM d ON CONFLICT DO NOTHING RETURNING id, created_at
), parts AS (
  INSERT INTO payments_tender (id, intent_id, kind, amount, ref, received, refunded, shift_id, key, created_at)
  SELECT t.id, made.id, t.kind, t.amount, t.ref, t.received, 0, t.shift_id, t.key, made.created_at
  FROM made JOIN d USING (id) CROSS JOIN jsonb_to_recordset(d.tenders) AS t(id uuid, kind text, amount bigint, ref text,
    received bigint, shift_id uuid, key text)
)
SELECT id FROM made
""")
