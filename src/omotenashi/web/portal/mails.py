# SPDX-License-Identifier: Apache-2.0
"""The messages of the portal: in the retailer's look and the reader's language."""

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from omotenashi.people.consent.actions import challenges
from omotenashi.people.consent.models import Challenge
from omotenashi.people.consent.queries import links
from omotenashi.places.locations.queries import retailer
from omotenashi.web.portal.asking import point_of
from omotenashi.web.ui import letters


def message_of(challenge: Challenge) -> EmailMultiAlternatives:
    """Give the mail of a challenge."""
    shop = retailer().name
    with override(challenge.language):
        subjects = {
            "opt_in": _("%(shop)s: please confirm your mail address"),
            "manage": _("%(shop)s: your page"),
            "case": _("%(shop)s: your code"),
        }
        said = _context(challenge)
        body = render_to_string(f"portal/mail/{challenge.kind}.txt", {"shop": shop, **said})
        return letters.letter(
            subject=subjects[challenge.kind] % {"shop": shop}, body=body, to=challenge.address,
            link=str(said.get("link", "")),
        )  # fmt: skip


def _context(challenge: Challenge) -> dict[str, object]:
    origin = str(challenge.details.get("origin", ""))
    if challenge.kind == Challenge.Kind.OPT_IN:
        path = reverse("portal:confirmation", args=[challenges.token_of(challenge)])
    elif challenge.kind == Challenge.Kind.MANAGE:
        point = point_of(challenge.address)
        path = reverse("portal:preferences", args=[links.token_of(point)]) if point else reverse("portal:door")
    else:
        return {"code": challenges.code_of(challenge), "reference": challenge.details.get("reference", "")}
    return {"link": origin + path}
