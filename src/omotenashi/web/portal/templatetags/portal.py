# SPDX-License-Identifier: Apache-2.0
"""`{% retailer_name %}`: in whose name the portal speaks."""

from django import template

from omotenashi.places.locations import queries

register = template.Library()


@register.simple_tag
def retailer_name() -> str:
    """Give the retailer's name as customers know it."""
    return queries.retailer().name
