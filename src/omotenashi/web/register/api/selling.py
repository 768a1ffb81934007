# SPDX-License-Identifier: Apache-2.0
"""Quote and sell. Prices and points are only ever answered; the id a till made is the key of a sale."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout import queries
from omotenashi.places.locations import queries as places
from omotenashi.web.register.access import Till, at_till_json, may, refusal
from omotenashi.web.register.api import answers, exchanging, reading, said
from omotenashi.web.register.api.refusals import answered


@require_POST
@at_till_json("sales.make")
@said.told(said.Sale)
@answered
def quote(_request: HttpRequest, till: Till, sale: said.Sale) -> HttpResponseBase:
    """Say what lies on the counter costs now."""
    now, lines = clock.now(), reading.lines(sale)
    uids = [line.key for line in sale.lines]
    found = queries.quote_sale(lines, shop_id=till.shop.pk, asked=reading.asked(sale, till), uids=uids, at=now)
    prices = catalogue.prices_of({line.variant_id for line in lines}, channel=reading.CHANNEL, at=now)
    regular = {key: price.amount for key, price in prices.items() if price.tax_included}
    return JsonResponse(answers.quote(found, lines=sale.lines, regular=regular))


@require_POST
@at_till_json("sales.make")
@said.told(said.Sale)
@answered
def sell(request: HttpRequest, till: Till, sale: said.Sale) -> HttpResponseBase:
    """Ring it up, once per id, with what comes back for it. A price by hand needs `sales.reprice` and is written down."""
    if sale.offline:
        return refusal(422, "offline", _("Sales made without a line are told in another place."))
    if sale.sequence < 1:
        return refusal(422, "bad_sale", _("This sale contradicts itself."))
    wanted = reading.sale(sale, till)
    if wanted.has_override and not may(till, "sales.reprice", request=request):
        return refusal(403, "reprice", _("Only the shop manager changes a price. Ask for a hand."))
    if wanted.has_override and (percent := _too_cheap(wanted)) is not None:
        return refusal(403, "reprice", _("At most %(percent)s %% may be taken off a price.") % {"percent": percent})
    if sale.exchange is not None:
        return exchanging.sell(request, till, wanted, sale.exchange)
    done = checkout.sell(wanted, now=clock.now())
    return JsonResponse(answers.sold(sale.id, done), status=200 if done.is_repeat else 201)


def _too_cheap(wanted: checkout.Sale) -> int | None:
    """The percent that may be taken off by hand, where a line asks for less than that leaves."""
    now = clock.now()
    rules, changed = places.till_rules(now), [line for line in wanted.lines if line.price is not None]
    prices = catalogue.prices_of({line.variant_id for line in changed}, channel=reading.CHANNEL, at=now)
    for line in changed:
        usual = prices.get(line.variant_id)
        if usual is not None and (line.price or 0) < rules.least(usual.amount):
            return rules.reprice_percent
    return None


@require_GET
@at_till_json("sales.make")
def show_sale(_request: HttpRequest, till: Till, sale_id: UUID) -> HttpResponseBase:
    """Say what a sale of this till came to: what a till asks that got no answer."""
    found = checkout.known_sale(sale_id, shop_id=till.shop.pk, terminal=till.terminal)
    if found is None:
        return refusal(404, "unknown", _("This sale has not been rung up."))
    return JsonResponse(answers.sold(sale_id, found))


@require_GET
@at_till_json("sales.make")
def next_number(_request: HttpRequest, till: Till) -> HttpResponseBase:
    """Give the last number of this terminal, so that a browser that forgot goes on after it."""
    return JsonResponse({"last_sequence": queries.last_sequence(shop_id=till.shop.pk, terminal=till.terminal)})
