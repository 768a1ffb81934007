# SPDX-License-Identifier: Apache-2.0
"""`{% goods_picture product %}`: the picture of a product, or a drawing of its kind; and the retailer's name."""

from datetime import datetime, timedelta
from typing import Final

import segno
from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from omotenashi.base import clock
from omotenashi.commerce.catalogue.models import Product
from omotenashi.places.locations import queries
from omotenashi.web.storefront.templatetags.sketches import SKETCHES, WORDS
from omotenashi.web.ui.tags import formats

register = template.Library()
_TONES: Final = 6


@register.simple_tag
def shop_name() -> str:
    """Give the retailer's name as customers know it."""
    return queries.retailer().name or "Omotenashi"


@register.simple_tag
def goods_picture(product: Product | None, *, is_large: bool = False) -> SafeString:
    """The picture; without one a drawing of the kind of goods on a tone of the category. The name stands beside it."""
    if product is not None and product.images:
        load = "eager" if is_large else "lazy"
        return format_html(
            '<span class="o-shop-picture"><img src="{}" alt="" loading="{}" decoding="async"></span>',
            product.images[0], load,
        )  # fmt: skip
    category, name = (product.category, product.name) if product else ("", "")
    tone = sum(category.encode()) % _TONES + 1
    drawn = mark_safe(SKETCHES[sketch_of(name, category)])  # noqa: S308  # our own drawing
    return format_html(
        '<span class="o-shop-picture" data-tone="{}"><svg viewBox="0 0 200 200" aria-hidden="true" fill="none" '
        'stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{}</svg></span>',
        tone, drawn,
    )  # fmt: skip


@register.filter
def soonest(value: datetime) -> str:
    """Give a moment to come as one says it: today 17:00, tomorrow 11:00, else with its day; rounded up to ten minutes."""
    local = timezone.localtime(value + timedelta(minutes=-value.minute % 10))
    ahead = (local.date() - timezone.localtime(clock.now()).date()).days
    words = {0: _("today %(time)s"), 1: _("tomorrow %(time)s")}
    return words.get(ahead, "%(day)s %(time)s") % {"time": f"{local:%H:%M}", "day": formats.day(local)}


@register.simple_tag
def stars(rating: float) -> SafeString:
    """Draw a rating as five stars, filled as far as it goes; the number stands beside it or in the label."""
    share = round(max(0.0, min(5.0, float(rating))) * 20)
    label = _("%(rating)s of 5 stars") % {"rating": f"{float(rating):.1f}".removesuffix(".0")}
    return format_html('<i class="o-shop-stars" role="img" aria-label="{}" style="--share: {}%"></i>', label, share)


@register.filter
def word_of(labels: object, value: str) -> str:
    """Give the label of a value among pairs."""
    return str(dict(labels).get(value, value))  # type: ignore[call-overload]  # pairs


@register.simple_tag
def qr(text: str) -> SafeString:
    """Draw a QR code as SVG that fills its box, black on nothing."""
    drawn = segno.make_qr(text, error="m").svg_inline(border=0, omitsize=True, svgclass=None, lineclass=None)
    return mark_safe(str(drawn))  # noqa: S308  # drawn here


def sketch_of(name: str, category: str) -> str:
    """Say which drawing stands for a product: by a word of its name, else of its category."""
    for text in (name, category):
        for sketch, words in WORDS.items():
            if any(word in text for word in words):
                return sketch
    return "box"
