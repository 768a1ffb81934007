# SPDX-License-Identifier: Apache-2.0
"""What a search or a scan finds, and how much of it lies here and in other shops."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.stock import queries as stock
from omotenashi.commerce.stock.models import Movement, StockLevel
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations.models import Location
from omotenashi.web.register.work import words

FOUND, MOVES = 40, 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """A variant that was found: what is free here, and in all other places together."""

    variant: Variant
    here: int | None
    elsewhere: int
    short: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A place with what is free there. `can_send` says whether one may ask for it."""

    location: Location
    free: int
    coming: int


def variants_for(text: str) -> list[Variant]:
    """Give what a scanned code or typed words mean: the code exactly, else products that hold the words."""
    exact = catalogue.scanned(text)
    if exact or not text.strip():
        return exact
    found = Variant.objects.filter(product__in=catalogue.search_products(text)).select_related("product")
    return list(found.order_by("product__code", "sku")[:FOUND])


def hits(variants: Sequence[Variant], shop: Location) -> list[Hit]:
    """Give how much of some variants lies here and elsewhere: one read."""
    here: dict[UUID, StockLevel] = {}
    elsewhere: dict[UUID, int] = {}
    for level in stock.board(variant_ids=[one.pk for one in variants]):
        if level.location_id == shop.pk:
            here[level.variant_id] = level
        else:
            elsewhere[level.variant_id] = elsewhere.get(level.variant_id, 0) + max(0, _free(level))
    return [
        Hit(
            variant=one, here=_free(here[one.pk]) if one.pk in here else None, elsewhere=elsewhere.get(one.pk, 0),
            short=here[one.pk].short if one.pk in here else 0,
        )
        for one in variants
    ]  # fmt: skip


def context_of(variant: Variant, shop: Location) -> dict[str, Any]:
    """Give a variant's page: the level here, other places, and what moved here."""
    levels = list(stock.board(variant_ids=[variant.pk]))
    here = next((level for level in levels if level.location_id == shop.pk), None)
    moves = list(stock.movements_of(variant.pk, location_id=shop.pk)[:MOVES])
    return {
        "variant": variant,
        "level": here,
        "free": _free(here) if here else None,
        "buckets": [(key, words.said(words.BUCKETS, key), getattr(here, key) if here else 0) for key in words.BUCKETS],
        "others": [
            Place(location=level.location, free=max(0, _free(level)), coming=level.in_transit)
            for level in sorted(levels, key=lambda level: (-_free(level), level.location.code))
            if level.location_id != shop.pk and level.location.closed_at is None
        ],
        "moves": _moves(moves),
        "siblings": list(catalogue.variants_of([variant.product_id]).exclude(pk=variant.pk)[:12]),
    }


def _free(level: StockLevel) -> int:
    return level.on_hand - level.reserved - level.allocated


def _moves(moves: Sequence[Movement]) -> list[dict[str, Any]]:
    keys = {move.actor.removeprefix("staff:") for move in moves if move.actor.startswith("staff:")}
    names = {f"staff:{key}": name for key, name in Staff.objects.filter(pk__in=keys).values_list("pk", "name")}
    return [
        {
            "at": move.occurred_at,
            "what": words.said(words.CAUSES, move.reason),
            "bucket": "" if move.bucket == "on_hand" else words.said(words.BUCKETS, move.bucket),
            "delta": move.delta,
            "who": names.get(move.actor, ""),
        }
        for move in moves
    ]
