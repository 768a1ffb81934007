# SPDX-License-Identifier: Apache-2.0
"""Member cards: issue one to a LINE user, show its codes, read them at a till, and the codes of printed QRs.

A LINE user id that comes in here was verified by LINE's own token (web/portal/membership/line): it is trusted.
Nothing is known about the user before the user agreed: the node is made by `issue` and `join`, not by a log-in.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.outbox.actions import publish
from omotenashi.people.customers import queries
from omotenashi.people.customers.actions import nodes, registrations
from omotenashi.people.customers.events import LineLinked
from omotenashi.people.customers.models import Node, NodePerson
from omotenashi.people.customers.rules import Identifier, cards
from omotenashi.people.customers.rules.cards import BadCode

__all__ = ["BadCode", "Card", "HandedOut", "Poster", "Receipt", "Scanned", "ShownCode", "is_member_no"]

is_member_no = cards.is_member_no
# How long a link code of a till is good: as long as a customer stands there.
_HANDED_OUT = timedelta(minutes=10)
_KEEP_SPENT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Card:
    """A member's card: the node of the member number carries it, and the person is who holds it now."""

    node_id: UUID
    node_seq: int
    member_no: str
    person_id: UUID


@dataclass(frozen=True, slots=True)
class ShownCode:
    """A code of a card and the moment from which it is shown, for 20 seconds."""

    text: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Scanned:
    """Whose card a till has read. `is_live` when it was the changing code, not the printed number."""

    node_id: UUID
    person_id: UUID
    is_live: bool


@dataclass(frozen=True, slots=True)
class Poster:
    """A QR in a shop: which shop, and under which media code."""

    location: str
    medium: str


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A QR that a till showed to one member: whose card it joins, once."""

    node_id: UUID
    key: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """A QR on a receipt."""

    number: str
    day: date
    total: int


def card_of(node_id: UUID) -> Card | None:
    """Give the card of the person behind a node: that of the oldest member number."""
    person_id = queries.person_of(node_id)
    if person_id is None:
        return None
    held = Node.objects.filter(nodeperson__person_id=person_id, type="member_no", erased_at=None, value__isnull=False)
    node = held.order_by("seq").first()
    return Card(node.pk, node.seq, str(node.value), person_id) if node else None


def line_node(line_user_id: str) -> UUID | None:
    """Give the node of a LINE user who agreed once."""
    key = registrations.normalise(Identifier("line_user_id", line_user_id))
    if key is None:
        return None
    known = Node.objects.filter(type=key.type, value_hash=nodes.hash_of(key), erased_at=None)
    return known.order_by("-spell").values_list("pk", flat=True).first()


def codes(node_seq: int, *, now: datetime, count: int) -> list[ShownCode]:
    """Give the code of a card for now and for the steps that follow, so that a phone can show them without a network."""
    first = cards.step_of(now)
    return [
        ShownCode(cards.card_code(secret=settings.CARD_KEY, node_seq=node_seq, step=step), cards.start_of(step))
        for step in range(first, first + count)
    ]


def card_stem(node_seq: int) -> str:
    """Give the part of a card's code that stays: what a till without a line can know it by."""
    return cards.card_stem(node_seq)


@transaction.atomic
def scan(code: str, *, now: datetime) -> Scanned:
    """Read a card at a till: its changing code, which counts once, or its member number.

    Raises BadCode: `unreadable`, `forged`, `expired`, `used`, or `unknown` for a number that nobody has.
    """
    known = Node.objects.filter(type="member_no", erased_at=None, nodeperson__isnull=False)
    try:
        card = cards.read_card(code, secret=settings.CARD_KEY, now=now)
    except BadCode as bad:
        number = registrations.normalise(Identifier("member_no", code))
        if bad.reason != "unreadable" or number is None:
            raise
        held = known.filter(value_hash=nodes.hash_of(number))
        return _scanned(held.order_by("-spell").first(), is_live=False)
    scanned = _scanned(known.filter(seq=card.node_seq).first(), is_live=True)
    _spend(f"card:{card.node_seq}:{card.step}", now=now)
    return scanned


@transaction.atomic
def issue(line_user_id: str, *, name: str, location: str, medium: str, now: datetime) -> Card:
    """Give a LINE user a card: the one held already, or a new number. Two calls at once give one card."""
    bulk.rows("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [f"card:{line_user_id}"])
    node_id = line_node(line_user_id)
    held = card_of(node_id) if node_id else None
    if held:
        return held
    keys = (Identifier("member_no", _free_number()), Identifier("line_user_id", line_user_id))
    _register(keys, name=name, cause=f"{location}:{medium}", now=now)
    return _linked(line_user_id, location=location, medium=medium, now=now)


@transaction.atomic
def join(line_user_id: str, *, code: HandedOut, now: datetime) -> Card:
    """Join a LINE user to the card for which a till handed out a code; the code counts once.

    Raises BadCode: `used`, or `refused` when the two may not be one person (limits, staff keep them apart).
    """
    member = Node.objects.filter(pk=code.node_id, erased_at=None, value__isnull=False).first()
    if member is None:
        raise BadCode("unknown")
    _spend(code.key, now=now)
    keys = (Identifier(member.type, str(member.value)), Identifier("line_user_id", line_user_id))
    _register(keys, name="", cause=code.key, now=now)
    return _linked(line_user_id, location="", medium="till", now=now, wanted=code.node_id)


def hand_out(node_id: UUID, *, now: datetime) -> tuple[str, datetime]:
    """Give a link code for a member who stands at the till, and until when it is good."""
    until = (now + _HANDED_OUT).replace(microsecond=0)
    return cards.link_code(("m", str(node_id), str(int(until.timestamp()))), secret=settings.CARD_KEY), until


def poster_code(location: str, *, medium: str) -> str:
    """Give the link code of a shop's poster. It is good for as long as the poster hangs."""
    return cards.link_code(("s", location, medium), secret=settings.CARD_KEY)


def receipt_code(number: str, *, day: date, total: int) -> str:
    """Give the link code that a till prints on a receipt."""
    return cards.link_code(("r", number, day.isoformat(), str(total)), secret=settings.CARD_KEY)


def read_link(code: str, *, now: datetime) -> Poster | HandedOut | Receipt:
    """Read the code of a QR. Raises BadCode: `forged`, `expired`."""
    match cards.read_link(code, secret=settings.CARD_KEY):
        case ("s", location, medium):
            return Poster(location, medium)
        case ("r", number, day, total):
            return Receipt(number, date.fromisoformat(day), int(total))
        case ("m", node_id, until):
            if now.timestamp() > int(until):
                raise BadCode("expired")
            return HandedOut(UUID(node_id), f"link:{code.rpartition('.')[2]}")
        case _:
            raise BadCode("unreadable")


def _scanned(node: Node | None, *, is_live: bool) -> Scanned:
    if node is None:
        raise BadCode("unknown")
    return Scanned(node.pk, NodePerson.objects.get(node=node).person_id, is_live)


def _spend(key: str, *, now: datetime) -> None:
    bulk.run("DELETE FROM customers_spentcode WHERE spent_at < %s", [now - _KEEP_SPENT])
    spent = bulk.run(
        "INSERT INTO customers_spentcode (key, spent_at) VALUES (%s, %s) ON CONFLICT (key) DO NOTHING", [key, now]
    )
    if not spent:
        raise BadCode("used")


def _free_number() -> str:
    while True:
        ((place,),) = bulk.rows("SELECT nextval('customers_member_no_seq')")
        number = cards.member_no(place)
        # A retailer's own numbers came in by import and may look like ours.
        if not Node.objects.filter(value_hash=nodes.hash_of(Identifier("member_no", number))).exists():
            return number


def _register(keys: tuple[Identifier, ...], *, name: str, cause: str, now: datetime) -> None:
    record = registrations.CustomerRecord(identifiers=keys, fields={"name": name}, observed_at=now, registered_at=now)
    registrations.register([record], source="line", cause_id=cause, now=now)


def _linked(line_user_id: str, *, location: str, medium: str, now: datetime, wanted: UUID | None = None) -> Card:
    node_id = line_node(line_user_id)
    held = card_of(node_id) if node_id else None
    joined = queries.person_of(wanted) if wanted else None
    if node_id is None or held is None or (wanted and joined != held.person_id):
        raise BadCode("refused")
    publish(LineLinked(node_id=node_id, at=now, location=location or None, medium=medium))
    return held
