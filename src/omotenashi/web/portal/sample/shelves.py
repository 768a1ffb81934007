# SPDX-License-Identifier: Apache-2.0
"""What stands on the shelves of the sample site, and what lies in the cart of a browser."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse

from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.catalogue.models import Product, Variant
from omotenashi.people.timeline.models import Source

CART = "sample_cart"
SOURCE = "demo_web"
SHOWN, MOST = 24, 20
TONES = 6


@dataclass(frozen=True, slots=True)
class Shelf:
    """A product as a card: its price from, its variants, and the tone of its picture."""

    product: Product
    variants: list[Variant]
    tone: int

    @property
    def price(self) -> int | None:
        """The lowest price."""
        return min((one.price for one in self.variants if one.price is not None), default=None)

    @property
    def sku(self) -> str:
        """The variant that is shown first."""
        return self.variants[0].sku if self.variants else self.product.code


def write_key() -> str:
    """Give the key of the demo's site; empty where the demo has none, and then nothing is told."""
    return Source.objects.filter(code=SOURCE, revoked_at=None).values_list("write_key", flat=True).first() or ""


def categories() -> list[str]:
    """Give the names of the categories that have products."""
    found = Product.objects.exclude(category="").filter(withdrawn_at=None)
    return list(found.order_by("category").values_list("category", flat=True).distinct())


def shelves(*, query: str = "", category: str = "") -> tuple[list[Shelf], int]:
    """Give the products to show, and how many there are in all."""
    found = catalogue.search_products(query) if query else Product.objects.all()
    found = found.filter(withdrawn_at=None, **({"category": category} if category else {}))
    return [shelf_of(one) for one in _with_variants(found).order_by("code")[:SHOWN]], found.count()


def shelf(code: str) -> Shelf | None:
    """Give one product; None when there is none of this code."""
    found = _with_variants(Product.objects.filter(code=code)).first()
    return shelf_of(found) if found else None


def shelf_of(product: Product) -> Shelf:
    """Give a product as a card; products of one category have one tone."""
    tone = sum(product.category.encode()) % TONES + 1
    return Shelf(product, list(product.variants.all()), tone)


def cart_of(request: HttpRequest) -> dict[str, int]:
    """Read the cart of this browser; what cannot be read is empty."""
    found: dict[str, int] = {}
    for part in request.COOKIES.get(CART, "").split("!")[:MOST]:
        sku, _colon, count = part.rpartition("*")
        if sku and count.isdecimal() and 0 < int(count) < 100:
            found[sku[:60]] = int(count)
    return found


def keep(response: HttpResponse, cart: Mapping[str, int]) -> None:
    """Keep the cart in the browser for as long as it is open."""
    response.set_cookie(CART, "!".join(f"{sku}*{count}" for sku, count in cart.items()), samesite="Lax", httponly=True)


def lines_of(cart: Mapping[str, int]) -> list[tuple[Variant, int, int]]:
    """Give variant, count and amount of what lies in the cart."""
    found = Variant.objects.filter(sku__in=list(cart)).select_related("product").order_by("sku")
    return [(one, cart[one.sku], (one.price or 0) * cart[one.sku]) for one in found]


def _with_variants(found: QuerySet[Product]) -> QuerySet[Product]:
    return found.prefetch_related(Prefetch("variants", queryset=Variant.objects.order_by("sku")))
