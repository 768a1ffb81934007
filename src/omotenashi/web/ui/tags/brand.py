# SPDX-License-Identifier: Apache-2.0
"""How the house looks to customers: `{% brand_style %}` overrides tokens, `{% brand_name %}` is the logo or the name."""

from django.template import Library
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from omotenashi.places.locations.queries import brand_css, retailer

register = Library()


@register.simple_tag
def brand_style() -> SafeString:
    """Give the house's colour as tokens; nothing where it has none. Only what we computed stands in it."""
    rule = brand_css()
    return format_html("<style>{}</style>", mark_safe(rule)) if rule else mark_safe("")  # noqa: S308  # our own tokens


@register.simple_tag
def brand_logo() -> SafeString | str:
    """Give the logo for a paper that says the name beside it; nothing where there is none."""
    house = retailer()
    if not house.logo:
        return ""
    address = reverse("brand-logo", args=[house.logo])
    return format_html('<img class="o-brand-logo" src="{}" alt="" height="32">', address)


@register.simple_tag
def brand_name() -> SafeString | str:
    """Give the logo with the name as its words, or the name."""
    house = retailer()
    name = house.name or "Omotenashi"
    if not house.logo:
        return name
    address = reverse("brand-logo", args=[house.logo])
    return format_html('<img class="o-brand-logo" src="{}" alt="{}" height="32">', address, name)
