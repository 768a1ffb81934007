# SPDX-License-Identifier: Apache-2.0
"""What a message says to somebody: compiled once for everybody, filled for each."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, override

from omotenashi.base import clock
from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.loyalty.queries import many as loyalty
from omotenashi.engagement.messaging.models import Message, TemplateVersion
from omotenashi.engagement.messaging.queries import personal
from omotenashi.engagement.messaging.queries.templates import policy
from omotenashi.engagement.messaging.rules import blocks, chatfill, compact, compiling, fields, notes, slots
from omotenashi.engagement.messaging.rules.chat import Good
from omotenashi.people.customers.models import NodePerson, Profile
from omotenashi.places.locations import queries as places

LANGUAGE = "ja"
# Where the way out of a preview leads: nowhere in particular.
WAY_OUT = "/my/"
_HERE = "https://shop.example"
SHOP = "/shop/"
_GAPS = re.compile(r"\n{3,}")
_INK, _PAPER = "#111315", "#ffffff"
# Large letters: WCAG asks for 3.
_READABLE = 3
# What the law wants under a mail that advertises: who sends it, where they are, how to complain (特定電子メール法 4).
_SENDER = ("seller", "address", "phone", "mail")
# What a channel carries besides the subject.
_ALL = frozenset({"text", "short", "chat", "note"})
CARRIED: Mapping[str, frozenset[str]] = {
    "email": frozenset({"text"}), "line": frozenset({"chat"}), "sms": frozenset({"short"}), "push": frozenset({"note"}),
    "post": frozenset({"text"}),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """What one person reads."""

    subject: str
    text: str
    html: str
    short: str
    chat: tuple[dict[str, Any], ...] = ()
    note: Mapping[str, str] = field(default_factory=dict)


def look(
    *, language: str = LANGUAGE, own: places.Look | None = None, voice: places.Voice | None = None
) -> compiling.Look:
    """Give how the house looks and what it says of itself under a message, or would with what is being tried."""
    house, kit, origin = places.retailer(), places.kit(), policy().origin
    legal = kit.legal if kit else {}
    own, voice = own or places.message_look(), voice or places.voice()
    colour = own.accent or (places.colour(house.colour) if house.colour else None) or _INK
    with override(language):
        return compiling.Look(
            name=house.name,
            colour=colour,
            on_colour=_PAPER if places.contrast(colour, _PAPER) >= _READABLE else _INK,
            logo=origin + reverse("brand-logo", args=[house.logo]) if house.logo else "",
            language=language,
            sender=[legal[part] for part in _SENDER if legal.get(part)],
            words={
                "unsubscribe": gettext("Stop these messages"),
                "points": gettext("Your points"),
                "until": gettext("Valid until"),
            },
            origin=origin,
            paper=own.paper,
            ink=own.ink,
            ground=own.ground,
            font=places.FONTS[own.font],
            corners=places.CORNERS[own.corners],
            logo_width=own.logo_width,
            signature=voice.signature,
            sign=voice.sign,
        )


def has_sender() -> bool:
    """Say whether the house says who it is, where, and how to complain, as the law wants it under advertising."""
    kit = places.kit()
    legal = kit.legal if kit else {}
    return bool(legal.get("seller") and legal.get("address") and (legal.get("mail") or legal.get("phone")))


def compiled(version: TemplateVersion, *, purpose: str) -> compiling.Compiled:
    """Give a version as Liquid for every channel."""
    return compile_content(blocks.read(version.content), purpose=purpose)


def compile_content(
    content: blocks.Content, *, purpose: str, seen_in: compiling.Look | None = None
) -> compiling.Compiled:
    """Give what somebody wrote as Liquid for every channel, with the goods as they cost now."""
    return compiling.compile_content(
        content, look=seen_in or look(), goods=goods(content.codes()), is_advertising=purpose == "marketing"
    )


def preview(
    content: blocks.Content,
    *,
    purpose: str,
    values: Mapping[str, Any] | None = None,
    seen_in: compiling.Look | None = None,
) -> Said:
    """Give what an example, or somebody whose values are given, would read. Raises Missing."""
    made = compile_content(content, purpose=purpose, seen_in=seen_in)
    if values is None:
        own_values = personal.example(slots.asked(content), now=clock.now(), language=LANGUAGE)
        values = fields.nested({**fields.FIELDS, "retailer.name": places.retailer().name, **own_values})
    known = values
    links = {f"n{number}": led(address, known) for number, address in enumerate(made.links)}
    origin = policy().origin
    own = {name: origin + one if one.startswith("/") else one for name, one in links.items()}
    found = said(made, {**known, "link": own, "way_out": f"{origin}{WAY_OUT}"})
    # A short text carries short addresses: every sign is paid.
    paid = dict.fromkeys(own, f"{origin or _HERE}/s/AbCd1234")
    short = fields.fill(made.short, {**known, "link": paid, "way_out": f"{origin or _HERE}/s/EfGh5678"})
    return replace(found, short=compact.tidy(short))


def said(made: compiling.Compiled, values: Mapping[str, Any], *, channel: str = "") -> Said:
    """Fill what was compiled: all of it, or what one channel carries. Raises Missing, also for what LINE would not take."""
    parts = CARRIED.get(channel, _ALL)
    for address in made.links:
        # A page of one's own that is not known would be a button that leads nowhere.
        if fields.is_own_link(address):
            fields.fill(address, values)
    bubbles = chatfill.filled(made.chat, values) if "chat" in parts else ()
    if channel == "sms" and not made.short:
        raise fields.Missing("short")
    if channel == "line" and (wrong := chatfill.trouble(bubbles)):
        raise fields.Missing(f"line {wrong}")
    return Said(
        subject=" ".join(fields.fill(made.subject, values).split()),
        text=_GAPS.sub("\n\n", fields.fill(made.text, values)) if "text" in parts else "",
        html=fields.fill(made.html, values, html=True) if "text" in parts else "",
        short=compact.tidy(fields.fill(made.short, values)) if "short" in parts else "",
        chat=bubbles,
        note=notes.trimmed({part: fields.fill(text, values) for part, text in made.note.items()})
        if "note" in parts
        else {},
    )


def led(address: str, values: Mapping[str, Any]) -> str:
    """Give where an address leads a reader; the shop, where it is a page of their own that is not known (any more)."""
    if "{" not in address:
        return address
    try:
        return fields.fill(address, values)
    except fields.Missing:
        return SHOP


def filled_for(
    messages: Sequence[Message], *, now: datetime, content: blocks.Content | None = None
) -> dict[UUID, dict[str, Any]]:
    """Give for each message the fields that are known of its reader: a few reads for any number of them.

    `content` stands for what the messages say where they have no version yet, as a draft that is looked at.
    """
    nodes = {message.node_id for message in messages}
    persons = dict(NodePerson.objects.filter(node__in=nodes).values_list("node_id", "person_id"))
    profiles = Profile.objects.in_bulk(set(persons.values()))
    wallets = dict(NodePerson.objects.filter(person__in=set(persons.values())).values_list("node_id", "person_id"))
    points: dict[UUID, int] = {}
    for node, balance in loyalty.points_of(wallets, now).items():
        points[wallets[node]] = points.get(wallets[node], 0) + balance
    ranks = loyalty.rank_names(wallets, now)
    house = places.retailer().name
    own = _own(messages, persons, content=content, now=now)
    found = {}
    for message in messages:
        person = persons.get(message.node_id)
        profile = profiles.get(person) if person else None
        event = {f"event.{name}": value for name, value in message.context.items()}
        found[message.pk] = {
            **event,
            "customer.name": profile.name if profile else "",
            "customer.rank": (ranks.get(person) if person else "") or (profile.rank if profile else ""),
            "customer.points": points.get(person, 0) if person else 0,
            "retailer.name": house,
            **own.get(message.pk, {}),
        }
    return found


def _own(
    messages: Sequence[Message], persons: Mapping[UUID, UUID], *, content: blocks.Content | None, now: datetime
) -> dict[UUID, dict[str, Any]]:
    """Give what parts of messages show each reader alone; reads nothing where no message has such a part."""
    asked: dict[UUID | None, slots.Asked] = {}
    wanted = {}
    for message in messages:
        version = message.template_version_id if content is None else None
        if version not in asked:
            asked[version] = slots.asked(content or blocks.read(message.template_version.content))
        if asked[version]:
            wanted[message.pk] = (asked[version], persons.get(message.node_id), message.context)
    return personal.known_of(wanted, now=now, language=LANGUAGE) if wanted else {}


def goods(codes: Sequence[str]) -> dict[str, Good]:
    """Give what messages show of goods by the codes of their products."""
    # A code with a slash has no page in the shop.
    codes = [code for code in codes if "/" not in code]
    if not codes:
        return {}
    variants = list(
        Variant.objects.filter(product__code__in=codes, product__withdrawn_at=None).select_related("product")
    )
    prices = catalogue.prices_of([one.pk for one in variants], channel="EC", at=clock.now())
    origin = policy().origin
    found: dict[str, Good] = {}
    for variant in variants:
        code, price = variant.product.code, prices.get(variant.pk)
        pictures = variant.product.images
        found.setdefault(
            code,
            Good(
                name=str(variant.product),
                price=f"¥{price.amount:,}" if price else "",
                picture=pictures[0] if pictures else "",
                href=origin + reverse("storefront:product", args=[code]),
            ),
        )
    for code in codes:
        found.setdefault(code, Good("", "", "", origin + reverse("storefront:product", args=[code])))
    return found
