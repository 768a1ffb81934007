# SPDX-License-Identifier: Apache-2.0
"""What a try-on page shows before it is asked for: the pieces, the shop, until when, and who asks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from omotenashi.base.text import phone
from omotenashi.base.text.forms import nfkc
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.checkout.models import BasketLine
from omotenashi.commerce.fulfilment import queries as fulfilment
from omotenashi.commerce.stock import queries as stock
from omotenashi.places.locations import queries as places
from omotenashi.places.locations.models import Location
from omotenashi.web.storefront.visits import Visit


class WhoForm(forms.Form):
    """Whom the shop expects, when nobody is signed in."""

    name = forms.CharField(label=_("Your name"), max_length=100, widget=forms.TextInput({"autocomplete": "name"}))
    mail = forms.EmailField(label=_("Mail address"), max_length=254, widget=forms.EmailInput({"autocomplete": "email"}))
    phone = forms.CharField(
        label=_("Telephone"), max_length=20, widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"})
    )

    def clean_phone(self) -> str:
        """Give the number as it may be dialled."""
        written = str(self.cleaned_data["phone"])
        if phone.e164(written) is None:
            raise ValidationError(_("This is not a telephone number. Please check it."))
        return nfkc(written).strip()


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to try on where. `from_cart`: the lines of the cart that are meant."""

    place: Location | None
    shops: tuple[places.Near, ...]
    pieces: tuple[tuple[Variant, int], ...]
    from_cart: tuple[UUID, ...]
    until: datetime
    opens: datetime | None

    @property
    def wanted(self) -> dict[UUID, int]:
        """How many of each variant."""
        return {variant.pk: quantity for variant, quantity in self.pieces}


def wish_of(visit: Visit, data: Any) -> Wish:
    """Read what is wanted: one variant by its SKU, or what lies in the cart to be collected."""
    pieces, lines = _from_cart(visit) if data.get("cart") else (_one(visit, data), ())
    shops = _shops(visit, [variant.pk for variant, _quantity in pieces])
    code = str(data.get("store") or (visit.store.code if visit.store else ""))[:100]
    chosen = next((one for one in shops if one.code == code), shops[0] if shops else None)
    place = Location.objects.get(pk=chosen.location_id) if chosen else None
    hours = fulfilment.try_on_until(visit.node_ids[0] if visit.node_ids else None, now=visit.now)
    opens = fulfilment.pickup_ready([place.pk], now=visit.now)[place.pk] if place else None
    return Wish(place, shops, pieces, lines, hours, opens)


def _one(visit: Visit, data: Any) -> tuple[tuple[Variant, int], ...]:
    found = Variant.objects.select_related("product").filter(sku=str(data.get("sku", ""))[:200]).first()
    asked = str(data.get("quantity", "1"))
    quantity = int(asked) if asked.isdecimal() and 0 < len(asked) < 3 else 1
    withdrawn = found is not None and found.product.withdrawn_at is not None and found.product.withdrawn_at <= visit.now
    return ((found, max(1, quantity)),) if found and not withdrawn else ()


def _from_cart(visit: Visit) -> tuple[tuple[tuple[Variant, int], ...], tuple[UUID, ...]]:
    if visit.basket is None:
        return (), ()
    lines = list(BasketLine.objects.filter(basket=visit.basket).select_related("variant__product").order_by("added_at"))
    summed: dict[UUID, int] = {}
    for line in lines:
        summed[line.variant_id] = summed.get(line.variant_id, 0) + line.quantity
    variants = {line.variant_id: line.variant for line in lines}
    return tuple((variants[key], n) for key, n in summed.items()), tuple(line.pk for line in lines)


def _shops(visit: Visit, variants: list[UUID]) -> tuple[places.Near, ...]:
    """Give the shops that lay aside and have at least one of each, the chosen one first."""
    near = places.nearest(able=["can_try_on"], channel=visit.channel)
    free = stock.available(variants, channel=visit.channel) if variants else {}
    have = [
        one
        for one in near
        if all(one.location_id in free[v] and free[v][one.location_id].quantity > 0 for v in variants)
    ]
    return tuple(sorted(have, key=lambda one: visit.store is None or one.location_id != visit.store.pk))
