# SPDX-License-Identifier: Apache-2.0
"""One SKU in one place: its weeks as a picture, the proposal in a sentence, and what each number stands on."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.stock import queries as stock
from omotenashi.commerce.stock.models import StockLevel
from omotenashi.insight import queries as insight
from omotenashi.insight.models import DemandForecast
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations.models import Location
from omotenashi.places.locations.queries import zone
from omotenashi.web.console.demand import listing, picture, words
from omotenashi.web.console.demand.scope import visible
from omotenashi.web.ui.tags.formats import day as written_day
from omotenashi.web.ui.tags.formats import number, percent

PAST_WEEKS = 26


def context_of(one: DemandForecast, person: Staff) -> dict[str, Any]:
    """Give everything the template needs; of other places what somebody may see."""
    variant = Variant.objects.select_related("product").get(pk=one.variant_id)
    places = {place.pk: place for place in Location.objects.all()}
    place, chain = places[one.location_id], _is_chain(one)
    shelves = [key for key, its in places.items() if its.closed_at is None] if chain else [one.location_id]
    colour, state = words.STATES[listing.state_of(one)]
    weeks = _weeks(one, variant.sku, shelves, {key: its.code for key, its in places.items()})
    return {
        "one": one, "variant": variant, "place": place, "chain": chain, "source": places.get(one.source_id) if one.source_id else None,
        "state": (colour, str(state)), "short_day": one.out_on and f"{one.out_on.month}/{one.out_on.day}", "why": why(one, chain=chain), "picture": picture.drawn(weeks), "basis": _basis(one),
        "rows": [
            (weeks.labels[PAST_WEEKS + n], number(mean, 1), f"{weeks.low[n]}–{weeks.high[n]}")
            for n, mean in enumerate(one.weeks)
        ],
        "sold": number(sum(weeks.sold)), "others": _others(one, person, places), "safety": max(one.reorder_point - round(one.expected), 0),
        "method": words.said(words.METHODS, one.method), "kind": words.said(words.KINDS, one.kind),
        "has_level": StockLevel.objects.filter(variant_id=one.variant_id, location_id=one.location_id).exists(),
    }  # fmt: skip


def why(one: DemandForecast, *, chain: bool) -> list[str]:
    """The proposal in sentences that somebody in a shop would say."""
    days = one.lead_days + one.review_days
    facts = {
        "held": number(one.held), "free": number(one.free), "coming": number(one.coming), "days": days,
        "expected": number(one.expected, 1), "service": one.service, "point": number(one.reorder_point),
        "target": number(one.target), "wanted": number(one.wanted), "risk": percent(one.risk, 0),
        "lead": one.lead_days, "review": one.review_days, "quantity": number(one.quantity),
    }  # fmt: skip
    told = [
        _("All places together have %(held)s, free or on their way.") % facts if chain
        else _("%(free)s are free here and %(coming)s on their way: %(held)s.") % facts,
        _("Until the next delivery could be there (%(days)s days: lead time %(lead)s, next look in %(review)s) %(expected)s are expected to be asked for; "
          "in %(service)s of 100 cases no more than %(point)s.") % facts,
    ]  # fmt: skip
    if one.wanted:
        told.append(_("That is too few: an order of %(wanted)s fills up to %(target)s.") % facts)
        told.append(
            _("Without it the risk of a gap is %(risk)s; it is expected to be sold out on %(day)s.")
            % {**facts, "day": written_day(one.out_on)}
            if one.out_on
            else _("Without it the risk of a gap is %(risk)s.") % facts
        )
    else:
        told.append(_("That is enough: nothing is proposed.") % facts)
    if one.wanted and one.source_id is not None and one.quantity < one.wanted:
        told.append(_("The warehouse can send %(quantity)s of it now.") % facts)
    return told


def _weeks(one: DemandForecast, sku: str, shelves: Sequence[UUID], codes: Mapping[UUID, str]) -> picture.Weeks:
    first = one.as_of - timedelta(days=7 * PAST_WEEKS)
    mine = {codes[key] for key in shelves}
    selling = {code for code, sender in insight.served_by().items() if sender in mine} | mine
    sold = insight.sales_of(sku, places=sorted(selling), since=first, until=one.as_of)
    starts = [first + timedelta(days=7 * n) for n in range(PAST_WEEKS + len(one.weeks))]
    past = [sum(sold.get(start + timedelta(days=n), 0) for n in range(7)) for start in starts[:PAST_WEEKS]]
    gaps = [
        gap for gap in stock.gaps(since=first, until=one.as_of, zone=zone()) if gap.sku == sku and gap.place in mine
    ]
    bands = insight.bands(one)
    gone = [0 if len(shelves) > 1 else _gone(gaps, sold, start) for start in starts[:PAST_WEEKS]]
    return picture.Weeks(
        labels=[f"{start.month}/{start.day}" for start in starts], sold=past, gone=gone, ahead=one.weeks,
        low=[low for low, _high in bands], high=[high for _low, high in bands],
        stock=_stock(one, shelves, starts[1 : PAST_WEEKS + 1]), held=one.held, reorder_point=one.reorder_point,
    )  # fmt: skip


def _gone(gaps: Sequence[stock.Gap], sold: Mapping[date, int], start: date) -> int:
    """How many days of a week had neither stock nor a sale."""
    days = [start + timedelta(days=n) for n in range(7)]
    return sum(any(gap.since <= one <= gap.until for gap in gaps) and one not in sold for one in days)


def _stock(one: DemandForecast, shelves: Sequence[UUID], ends: Sequence[date]) -> list[int | None]:
    """What lay there when each week ended, reckoned back from now; unknown before the ledger's first word."""
    levels = StockLevel.objects.filter(variant_id=one.variant_id, location_id__in=shelves).values_list(
        "on_hand", flat=True
    )
    left, where = sum(levels), zone()
    moves = stock.movements_of(one.variant_id).filter(location_id__in=shelves, bucket="on_hand")
    told = list(moves.values_list("occurred_at", "delta"))
    found: list[int | None] = []
    for end in reversed(ends):
        while told and told[0][0].astimezone(where).date() >= end:
            left -= told.pop(0)[1]
        found.append(left if told else None)
    return found[::-1]


def _is_chain(one: DemandForecast) -> bool:
    source = insight.warehouse()
    return source is not None and source.pk == one.location_id


def _others(
    one: DemandForecast, person: Staff, places: Mapping[UUID, Location]
) -> list[tuple[Location, DemandForecast]]:
    """The same SKU elsewhere."""
    found = visible(person).filter(variant_id=one.variant_id).exclude(pk=one.pk)
    return sorted(((places[x.location_id], x) for x in found if x.location_id in places), key=lambda pair: pair[0].code)


def _basis(one: DemandForecast) -> dict[str, object]:
    return {
        "formula": _("Reorder point: the count that is not exceeded in %(service)s of 100 cases within lead time and review "
                     "(negative binomial; its spread is that of the errors on weeks kept back). Proposal: up to the reorder point and "
                     "what sells between two looks, less free stock and what is on its way.") % {"service": one.service},
        "population": _("%(n)s sold in the last 28 days; %(gone)s of the last 91 days had no stock and are left out")
        % {"n": number(one.sold_28), "gone": number(one.out_days)},
        "source": _("Forecast %(version)s, %(method)s") % {"version": one.version, "method": words.said(words.METHODS, one.method)},
        "as_of": written_day(one.as_of),
    }  # fmt: skip
