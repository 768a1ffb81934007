# SPDX-License-Identifier: Apache-2.0
"""What pages and receipts show one person and nobody else, each block with its reason for the staff (なぜ表示?).

Habits are used of those who agreed to personal suggestions, or were never asked about them and take our news: the rule of
the till. A coupon is one's own and is shown to whoever has it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from omotenashi.commerce.loyalty import queries as loyalty
from omotenashi.commerce.loyalty.queries.coupons import Coupon
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries as messages
from omotenashi.insight import queries as insight
from omotenashi.insight.offers import Recommended
from omotenashi.web.ui import nextsteps
from omotenashi.web.ui.tags.formats import day

OFFERS, AGAIN, COUPON, STEP = "offers", "again", "coupon", "step"
SHOWN = 4


@dataclass(frozen=True, slots=True)
class Block:
    """A block: what it is, what stands over it, what it shows, and why this person sees it."""

    kind: str
    title: str
    why: str
    offers: Sequence[Recommended] = ()
    coupon: Coupon | None = None

    @property
    def told(self) -> str:
        """Say in one line what it shows, for the staff."""
        return self.coupon.name if self.coupon else " / ".join(str(one.product) for one in self.offers)


@dataclass(frozen=True, slots=True)
class Slip:
    """What a receipt says to the one who gets it: words, and parts as messages have them. `step`: the message it is."""

    text: str
    why: str
    parts: Sequence[Mapping[str, Any]] = field(default=())
    step: UUID | None = None


def blocks(person_id: UUID | None, nodes: Collection[UUID], *, now: datetime) -> list[Block]:
    """Give the blocks of the top page of somebody: their coupon, what runs out, what they may like."""
    if not nodes:
        return []
    found = [_ticket(one) for one in _usable(nodes, now=now)[:1]]
    if person_id is None or not messages.may_suggest(person_id, now=now):
        return found
    coming, again = (messages.welcome(person_id, some) for some in insight.offers_to(person_id, now=now, limit=SHOWN))
    if again:
        found.append(Block(AGAIN, _("Time for it again"), _again(again[0]), again))
    # What most people buy stands on the page anyway: only what follows from this person's own purchases is theirs.
    own = [one for one in coming if one.because]
    if own:
        found.append(Block(OFFERS, _("For you"), _because(own[0]), own))
    return found


def slip(nodes: Collection[UUID], *, now: datetime) -> Slip | None:
    """Give what the receipt of somebody says: what a message wants told at the till, else the coupon that ends first."""
    if not nodes:
        return None
    step = next(iter(nextsteps.next_steps(nodes, place="till", now=now)), None)
    if step is not None:
        return Slip(str(step.face.get("headline") or step.text), step.why, step.face.get("parts", ()), step.id)
    coupon = next(iter(_usable(nodes, now=now)), None)
    if coupon is None:
        return None
    until = day(coupon.expires_at) if coupon.expires_at else ""
    part = {"kind": "coupon", "label": coupon.name, "code": coupon.code, "until": until}
    return Slip(_("A coupon for your next visit"), _ticket(coupon).why, [part])


def told(person_id: UUID, nodes: Collection[UUID], *, now: datetime) -> list[tuple[str, str, str]]:
    """Say for the staff what somebody is shown: where, what, and why. What waits to be said stands as the next step."""
    found = [(_("Top page"), f"{one.title}: {one.told}", one.why) for one in blocks(person_id, nodes, now=now)]
    paper = slip(nodes, now=now)
    return [*found, (_("Receipt"), paper.text, paper.why)] if paper and paper.step is None else found


def printed(found: Slip | None, *, now: datetime) -> Slip | None:
    """Count what a receipt says as seen by whoever it is handed to."""
    if found is not None and found.step is not None:
        messaging.show([found.step], place="till", now=now)
    return found


def _usable(nodes: Collection[UUID], *, now: datetime) -> list[Coupon]:
    """Give the coupons that can be used, the one that ends first first."""
    mine = [one for one in loyalty.coupons_of(nodes, now) if one.state in ("assigned", "issued")]
    return sorted(mine, key=lambda one: (one.expires_at is None, one.expires_at or now, one.code))


def _ticket(coupon: Coupon) -> Block:
    why = _("Coupon “%(name)s” was given to this person and is not used yet.") % {"name": coupon.name}
    if coupon.expires_at:
        why = _("Coupon “%(name)s” was given to this person, is not used yet and ends on %(day)s.") % {
            "name": coupon.name, "day": day(coupon.expires_at),
        }  # fmt: skip
    return Block(COUPON, _("Your coupon"), why, coupon=coupon)


def _again(one: Recommended) -> str:
    said = {"name": str(one.product), "days": one.cycle_days, "day": day(one.due_date) if one.due_date else "—"}
    if one.own_cycle:
        return _("Bought “%(name)s” about every %(days)s days so far; due on %(day)s.") % said
    return _("Others buy “%(name)s” again after about %(days)s days; due on %(day)s.") % said


def _because(one: Recommended) -> str:
    said = {"because": one.because, "people": one.people, "name": str(one.product)}
    return _("Bought “%(because)s”; %(people)s customers bought “%(name)s” with it.") % said
