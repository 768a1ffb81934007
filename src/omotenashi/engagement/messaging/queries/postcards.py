# SPDX-License-Identifier: Apache-2.0
"""Postcards as they are read: who gets one and why not, batches with their figures, and what is printed on each piece."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from omotenashi.base import bulk, clock
from omotenashi.engagement.messaging.models import Message, PostPiece, PrintBatch
from omotenashi.engagement.messaging.queries import personal, shorts
from omotenashi.engagement.messaging.queries.templates import policy
from omotenashi.engagement.messaging.rules import barcodes, blocks, fields, filled, postal, slots
from omotenashi.people.customers.models import HouseholdMember, NodePerson, Profile

FIELDS = ("name", "postal_code", "prefecture", "city", "address")
# An answer so long after the day of posting is one to the card.
WINDOW = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Card:
    """What one piece shows: `blocks` are those of the text with this reader's values."""

    piece: PostPiece
    name: str
    postal_code: str
    lines: tuple[str, ...]
    bars: str
    characters: str
    code: str
    link: str
    way_out: str
    blocks: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """A batch in numbers: cards, taken out, came back, answered by scan, code or coupon, and what it costs."""

    cards: int = 0
    withdrawn: int = 0
    returned: int = 0
    answered: int = 0
    price: int = 0

    @property
    def cost(self) -> int:
        """Give what the batch costs, in minor units."""
        return self.cards * self.price


def addressees(messages: Sequence[Message]) -> dict[UUID, tuple[postal.Addressee, str, str]]:
    """Give for each message who gets the card, the door, and why it would not arrive: four reads for any number."""
    persons = dict(
        NodePerson.objects.filter(node__in={one.node_id for one in messages}).values_list("node_id", "person_id")
    )
    profiles = Profile.objects.in_bulk(set(persons.values()))
    members = HouseholdMember.objects.filter(node__nodeperson__person__in=set(persons.values()), until=None)
    homes = dict(members.order_by("-since").values_list("node__nodeperson__person_id", "household_id"))
    found = {}
    for message in messages:
        person = persons.get(message.node_id)
        profile = profiles.get(person) if person else None
        one = postal.of({name: getattr(profile, name, "") for name in FIELDS})
        home = str(homes.get(person, "")) if person else ""
        found[message.pk] = (one, postal.door(one, household=home), postal.fault(one))
    return found


def batches() -> QuerySet[PrintBatch]:
    """Give every batch, the newest first."""
    found = PrintBatch.objects.select_related("template_version__template__purpose")
    return found.order_by("-opened_at", "-id")


def pieces(batch: PrintBatch) -> QuerySet[PostPiece]:
    """Give the cards of a batch in their order; those that were taken out stand last."""
    found = PostPiece.objects.filter(batch=batch).select_related("message__contact_point")
    return found.order_by("withdrawn_at", "number", "id")


def figures(found: Iterable[PrintBatch], *, price: int) -> dict[UUID, Figures]:
    """Give the numbers of batches: two reads for any number of them. `price`: of a piece in batches not made yet."""
    known = {one.pk: one for one in found}
    live = Q(withdrawn_at=None)
    counted = PostPiece.objects.filter(batch__in=known).values_list("batch").annotate(
        cards=Count("id", filter=live), out=Count("id", filter=~live), back=Count("id", filter=Q(returned_at__isnull=False))
    )  # fmt: skip
    answers = dict(bulk.rows(_ANSWERS, {"keys": list(known), "window": WINDOW}))
    rows = {key: Figures(cards, out, back, answers.get(key, 0)) for key, cards, out, back in counted}
    return {
        key: Figures(
            **{
                name: getattr(rows.get(key, Figures()), name) for name in ("cards", "withdrawn", "returned", "answered")
            },
            price=one.price if one.made_at else price,
        )
        for key, one in known.items()
    }


def cards(batch: PrintBatch, *, limit: int | None = None, codes: Sequence[str] = ()) -> Iterator[Card]:
    """Give what is printed, in the order of the batch; what was taken out is not."""
    content = blocks.read(batch.template_version.content)
    has_link, origin = _leads(content), policy().origin
    found = pieces(batch).filter(withdrawn_at=None)
    if codes:
        found = found.filter(code__in=list(codes))
    for piece in found.select_related("message")[:limit]:
        values = fields.nested(piece.message.filled)
        link = origin + shorts.PAGE.format(code=piece.code) if has_link and origin else ""
        way_out = origin + shorts.PAGE.format(code=shorts.code_of(piece.message_id, None)) if origin else ""
        yield Card(
            piece, **_address(piece.addressee), code=piece.code, link=link, way_out=way_out,
            blocks=tuple(_filled(content, values)),
        )  # fmt: skip


def card_of(message: Message) -> Card | None:
    """Give the card of a message, if it has one."""
    piece = PostPiece.objects.select_related("batch__template_version").filter(message=message).first()
    return next(cards(piece.batch, codes=[piece.code]), None) if piece else None


def example(content: blocks.Content, values: Mapping[str, Any] | None = None) -> Card:
    """Give what a card would show an example, or somebody whose values are given."""
    home = {
        "name": "佐藤 花子", "postal_code": "1500001", "prefecture": "東京都", "city": "渋谷区", "address": "神宮前1-2-3 花ビル405",
    }  # fmt: skip
    return card(home, content, code="AbCd1234", origin=policy().origin or "https://shop.example", values=values)


def card(
    profile: Mapping[str, Any],
    content: blocks.Content,
    *,
    code: str,
    origin: str,
    values: Mapping[str, Any] | None = None,
) -> Card:
    """Give a card of somebody with these fields of a profile; nothing is written down."""
    known = values or _sample(content)
    link = origin + shorts.PAGE.format(code=code)
    return Card(
        PostPiece(code=code, number=1), **_address(postal.kept(postal.of(profile))), code=code,
        link=link if _leads(content) else "", way_out=origin + shorts.PAGE.format(code=code[::-1]),
        blocks=tuple(_filled(content, known)),
    )  # fmt: skip


def fault_of(values: Mapping[str, Any]) -> str:
    """Say why a card would not reach somebody with these fields of a profile."""
    return postal.fault(postal.of(values))


def upright(text: str) -> list[dict[str, Any]]:
    """Give a line as the signs of a column."""
    return postal.upright(text)


def _address(kept: Mapping[str, Any]) -> dict[str, Any]:
    code = str(kept.get("postal_code", ""))
    if not code:
        return {"name": "", "postal_code": "", "lines": (), "bars": "", "characters": ""}
    number = barcodes.number_of(str(kept["address"]), postal_code=code)
    made = barcodes.encode(code, number)
    return {
        "name": str(kept["name"]), "postal_code": code, "lines": tuple(kept["lines"]), "bars": made.bars,
        "characters": "".join(f"[{one}]" if one.startswith("CC") else one for one in (*made.characters, made.check)),
    }  # fmt: skip


def _sample(content: blocks.Content) -> dict[str, Any]:
    """Give the values of an example; what is each reader's own is read where a part asks for it."""
    asked = slots.asked(content)
    own = personal.example(asked, now=clock.now(), language="ja") if asked else {}
    return fields.nested({**fields.FIELDS, **own})


def _leads(content: blocks.Content) -> bool:
    """Say whether a card leads somewhere: its code then stands in a picture for phones."""
    return any(block.kind in ("button", "products") or block["href"] for block in content.blocks)


def _filled(content: blocks.Content, values: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Give the parts with this reader's values. Goods that the writer picked stay codes: they are read once for a batch."""
    for block in content.blocks:
        if block.kind == "products":
            yield {"kind": block.kind, **block.values}
        elif (made := filled.part(block, values, {})) is not None:
            yield made


# By scan or by the code at the till; by a coupon of theirs that was used after the card was posted.
_ANSWERS = """
SELECT b.id, count(DISTINCT p.id) FROM messaging_printbatch b JOIN messaging_postpiece p ON p.batch_id = b.id
JOIN messaging_message m ON m.id = p.message_id
WHERE b.id = ANY(%(keys)s) AND p.withdrawn_at IS NULL AND (
  EXISTS (SELECT 1 FROM messaging_messageevent e WHERE e.message_id = m.id AND e.kind IN ('clicked', 'replied')
    AND e.actor = 'human')
  OR (b.posted_at IS NOT NULL AND EXISTS (
    SELECT 1 FROM customers_nodeperson mine JOIN customers_nodeperson each ON each.person_id = mine.person_id
    JOIN loyalty_couponcode c ON c.node_id = each.node_id
    WHERE mine.node_id = m.node_id AND c.redeemed_at > b.posted_at AND c.redeemed_at <= b.posted_at + %(window)s)
    AND EXISTS (SELECT 1 FROM messaging_templateversion v WHERE v.id = b.template_version_id
      AND v.content->'blocks' @> '[{"kind": "coupon"}]')))
GROUP BY 1
"""
