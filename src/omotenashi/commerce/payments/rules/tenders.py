# SPDX-License-Identifier: Apache-2.0
"""With what is paid, and to what a refund goes back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from omotenashi.base.money import share

KINDS: Final = ("card", "cash", "card_terminal", "qr", "points", "gift_card", "store_credit")
# Value of our own: it never becomes cash (資金決済法: prepaid value is not paid out).
VALUE: Final = frozenset({"points", "gift_card", "store_credit"})
# What a refund may become instead of what was paid with. Money may become store credit, nothing becomes cash.
INSTEAD: Final = {
    "card": frozenset({"store_credit"}),
    "cash": frozenset({"store_credit"}),
    "card_terminal": frozenset({"store_credit"}),
    "qr": frozenset({"store_credit"}),
    "points": frozenset[str](),
    "gift_card": frozenset[str](),
    "store_credit": frozenset[str](),
}


class TendersDoNotMatch(Exception):
    """The tenders do not sum to what is to be paid."""

    def __init__(self, *, expected: int, given: int) -> None:
        self.expected, self.given = expected, given
        super().__init__(f"{given} given for {expected}")


class TooMuch(Exception):
    """More is to go back than is left; `left` says how much is."""

    def __init__(self, *, left: int) -> None:
        self.left = left
        super().__init__(f"{left} left")


class NotThere(Exception):
    """A refund may not go to this kind of tender."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """One tender as it is offered. `received` is the cash that was handed over, `ref` a plain key."""

    kind: str
    amount: int
    ref: str = ""
    received: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Paid:
    """One tender that was taken, and what of it is left to give back."""

    id: UUID
    kind: str
    left: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One part of a refund: from which tender, as what, how much."""

    tender_id: UUID
    kind: str
    amount: int


def charge_of(amount: int, tenders: Sequence[Given]) -> int:
    """Give what a provider must bring: the amount less the value and cash that is offered. Raises TendersDoNotMatch."""
    _demand_sane(tenders)
    given = sum(tender.amount for tender in tenders)
    if given > amount:
        raise TendersDoNotMatch(expected=amount, given=given)
    return amount - given


def demand_match(amount: int, tenders: Sequence[Given]) -> None:
    """Go on only if the tenders sum to the amount. Raises TendersDoNotMatch."""
    _demand_sane(tenders)
    given = sum(tender.amount for tender in tenders)
    if given != amount:
        raise TendersDoNotMatch(expected=amount, given=given)


def split(
    amount: int, tenders: Sequence[Paid], *, parts: Mapping[str, int] | None = None,
    instead: Mapping[str, str] | None = None,
) -> tuple[Part, ...]:  # fmt: skip
    """Split a refund over the tenders that were used.

    `parts` fixes what goes back per kind (the points a line was paid with); the rest goes back in proportion to what is
    left on the other tenders, exact to the yen. `instead` turns money into store credit. Raises TooMuch, NotThere.
    """
    fixed = dict(parts or {})
    loose = [tender for tender in tenders if tender.kind not in fixed]
    rest = amount - sum(fixed.values())
    if rest < 0:
        raise TooMuch(left=amount)
    found: list[Part] = []
    for kind, wanted in fixed.items():
        found += _spread(wanted, [tender for tender in tenders if tender.kind == kind], instead=instead or {})
    return (*found, *_spread(rest, loose, instead=instead or {}))


def in_credit(planned: Sequence[tuple[str, int]], *, credit: int) -> tuple[dict[str, int], dict[str, int]]:
    """Part a refund, by kind: what of its money becomes this much store credit, and what goes back as it was paid.

    Raises TooMuch when there is not so much money in it: value of our own goes back as it is.
    """
    left: Counter[str] = Counter()
    for kind, amount in planned:
        left[kind] += amount
    swapped: dict[str, int] = {}
    for kind in sorted(left, key=KINDS.index):
        taken = min(left[kind], credit - sum(swapped.values())) if kind not in VALUE else 0
        if taken:
            swapped[kind] = taken
            left[kind] -= taken
    if sum(swapped.values()) != credit:
        raise TooMuch(left=sum(swapped.values()))
    return swapped, dict(left)


def _spread(amount: int, tenders: Sequence[Paid], *, instead: Mapping[str, str]) -> list[Part]:
    left = sum(tender.left for tender in tenders)
    if amount > left:
        raise TooMuch(left=left)
    shares = share(amount, weights=[tender.left for tender in tenders])
    return [
        Part(tender_id=tender.id, kind=_target(tender.kind, instead), amount=part)
        for tender, part in zip(tenders, shares, strict=True)
        if part
    ]


def _target(kind: str, instead: Mapping[str, str]) -> str:
    target = instead.get(kind, kind)
    if target != kind and target not in INSTEAD[kind]:
        raise NotThere(f"{kind} never becomes {target}")
    return target


def _demand_sane(tenders: Sequence[Given]) -> None:
    for tender in tenders:
        is_enough = tender.received is None or (tender.kind == "cash" and tender.received >= tender.amount)
        if tender.kind not in KINDS or tender.amount <= 0 or not is_enough:
            raise TendersDoNotMatch(expected=tender.amount, given=tender.received or 0)
