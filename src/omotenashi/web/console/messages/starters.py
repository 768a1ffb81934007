# SPDX-License-Identifier: Apache-2.0
"""What a new message begins with: a few that every retailer writes, in the language of whoever writes them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

SHOP = "/shop/"


def starters() -> list[tuple[str, str, str]]:
    """Give code, name and use of each."""
    return [
        ("news", _("News"), _("A picture, a few words and one button.")),
        ("goods", _("New goods"), _("Up to six products with prices, as they stand in the shop.")),
        ("coupon", _("Coupon"), _("A code with its last day.")),
        ("points", _("Points"), _("The balance of each person, before it lapses.")),
        ("blank", _("Blank"), _("A heading and a text.")),
    ]


def content(code: str) -> Mapping[str, Any]:
    """Give what a message begins with."""
    name = '{{ customer.name | default: "' + _("dear customer") + '" }}'
    hello = {"kind": "text", "text": _("%(name)s, thank you for shopping with us.") % {"name": name}}
    button = {"kind": "button", "label": _("To the shop"), "href": SHOP}
    made: dict[str, tuple[str, list[dict[str, str]]]] = {
        "news": (_("News from our shop"), [{"kind": "heading", "text": _("News from our shop")}, hello, button]),
        "goods": (
            _("New in the shop"),
            [{"kind": "heading", "text": _("New in the shop")}, hello, {"kind": "products"}, button],
        ),
        "coupon": (
            _("A coupon for you"),
            [{"kind": "heading", "text": _("A coupon for you")}, hello, {"kind": "coupon"}, button],
        ),
        "points": (
            _("You have points to use"),
            [{"kind": "heading", "text": _("You have points to use")}, hello, {"kind": "points"}, button],
        ),
    }
    subject, blocks = made.get(code, ("", [{"kind": "heading"}, {"kind": "text"}]))
    return {"subject": subject, "blocks": blocks}
