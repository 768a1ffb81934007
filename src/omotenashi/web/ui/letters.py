# SPDX-License-Identifier: Apache-2.0
"""A mail in the look of the house: the words as plain text, and the same words as HTML under its logo and colour."""

from urllib.parse import urlsplit

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from omotenashi.places.locations.queries import colour, contrast, retailer

_INK, _PAPER = "#111315", "#ffffff"
# Large letters: WCAG asks for 3.
_READABLE = 3


def shades() -> dict[str, str]:
    """Give the colour of the house, ink where it has none, and what can be read on it."""
    house = retailer()
    chosen = (colour(house.colour) if house.colour else None) or _INK
    return {"colour": chosen, "on_colour": _PAPER if contrast(chosen, _PAPER) >= _READABLE else _INK}


def letter(*, subject: str, body: str, to: str, link: str = "", head: str = "") -> EmailMultiAlternatives:
    """Give a mail. `link` is a page of ours in it: the logo is read from there. `head` is HTML of ours over the words."""
    house = retailer()
    place = urlsplit(link)
    origin = f"{place.scheme}://{place.netloc}" if place.netloc else ""
    logo = origin + reverse("brand-logo", args=[house.logo]) if origin and house.logo else ""
    context = {
        "name": house.name, "logo": logo, "body": body.strip(), "head": head, "subject": subject,
        **shades(), "language": get_language() or "ja", "legal": origin and origin + reverse("storefront:legal"),
    }  # fmt: skip
    mail = EmailMultiAlternatives(subject=subject, body=body, to=[to])
    mail.attach_alternative(render_to_string("ui/letter.html", context), "text/html")
    return mail
