# SPDX-License-Identifier: Apache-2.0
"""Yes and no to advertising by post. Nobody holds a letter box in hand: the yes is of whoever holds the link, with its proof."""

from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from omotenashi.people.consent import actions as consent
from omotenashi.people.consent import queries
from omotenashi.people.customers.actions import addresses
from omotenashi.people.customers.models import ContactPoint, NodePerson, Profile
from omotenashi.web.portal.asking import proof
from omotenashi.web.portal.preferences import page

PURPOSE, NAME = "marketing", "post:marketing"


def section(own: ContactPoint, *, now: datetime) -> page.Section | None:
    """Give the letter box of whoever holds an address, with its one switch; nothing where no address is known."""
    profile, point = _profile(own), _point(own)
    if profile is None or not profile.address:
        return None
    is_on = point is not None and bool(queries.allows(contact_point=point, purpose=PURPOSE, now=now))
    words = page.worded(queries.wordings(now=now).get(PURPOSE))
    switch = page.Switch(name=NAME, label=_("Postcards with news and offers"), text=words, on=is_on)
    return page.Section(point or own, page.channel_name("post"), shown(profile), True, [switch], is_post=True)


def keep(request: HttpRequest, own: ContactPoint, *, now: datetime) -> None:
    """Write down what changed. The key of the letter box is made with the first yes, not before."""
    profile, point = _profile(own), _point(own)
    wish = NAME in request.POST
    is_on = point is not None and bool(queries.allows(contact_point=point, purpose=PURPOSE, now=now))
    if profile is None or not profile.address or wish == is_on:
        return
    point = point or addresses.reach([profile.person_id], now=now)[profile.person_id]
    act = consent.give if wish else consent.withdraw
    act(
        contact_point=point, purpose=PURPOSE, source="preference page", now=now, proof=proof(request, form="preferences"),
        wording=queries.wordings(now=now).get(PURPOSE), actor="customer",
    )  # fmt: skip


def shown(profile: Profile) -> str:
    """Give an address so that its owner knows it and nobody else learns it: who was sent on a link sees no more."""
    code = f"〒{profile.postal_code[:3]}-****" if profile.postal_code else ""
    return " ".join(part for part in (code, f"{profile.prefecture}{profile.city}***") if part)


def _profile(own: ContactPoint) -> Profile | None:
    person = NodePerson.objects.filter(node_id=own.node_id).values("person_id")
    return Profile.objects.filter(person_id__in=person).first()


def _point(own: ContactPoint) -> ContactPoint | None:
    return next((one for one in page.points(own) if one.channel == addresses.CHANNEL), None)
