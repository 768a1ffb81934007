# SPDX-License-Identifier: Apache-2.0
"""What the preference page shows: each address of the person with a switch for each purpose, and the words."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from omotenashi.base.text import phone
from omotenashi.people.consent import queries as consent
from omotenashi.people.consent.models import Purpose, WordingVersion
from omotenashi.people.customers.models import ContactPoint, NodePerson

# Nobody holds it in hand: preferences/post.py asks about it.
_POST = "post"


@dataclass(frozen=True)
class Switch:
    """One purpose at one address."""

    name: str
    label: str
    text: str
    on: bool


@dataclass(frozen=True)
class Section:
    """One address with its switches."""

    point: ContactPoint
    channel: str
    address: str
    own: bool
    switches: list[Switch]
    is_post: bool = False


def sections(own: ContactPoint, *, now: datetime) -> list[Section]:
    """Give the addresses of whoever holds this one: its own first, the others masked. The letter box stands in `post`."""
    words, purposes = consent.wordings(now=now), asked_purposes()
    made = [
        _section(point, own, purposes=purposes, words=words, now=now) for point in points(own) if point.channel != _POST
    ]
    return [section for section in made if section.switches]


def points(own: ContactPoint) -> list[ContactPoint]:
    """Give the contact points of the person behind one, that one first."""
    person = NodePerson.objects.filter(node_id=own.node_id).values("person_id")
    found = ContactPoint.objects.filter(node__nodeperson__person_id__in=person, node__value__isnull=False)
    others = found.exclude(pk=own.pk).select_related("node").order_by("channel", "node__seq")
    return [own, *others]


def asked_purposes() -> list[Purpose]:
    """Give the purposes that need a yes: advertising first."""
    order = ("marketing", "profiling", "analytics", "sharing")
    found = Purpose.objects.exclude(kind__in=(Purpose.Kind.TRANSACTIONAL, Purpose.Kind.SERVICE))
    return sorted(found, key=lambda one: (order.index(one.kind) if one.kind in order else len(order), one.code))


def purpose_name(purpose: Purpose) -> str:
    """Give a purpose as customers call it."""
    names = {
        "marketing": _("News and offers"),
        "profiling": _("Suggestions made for you"),
        "analytics": _("Analysis to improve the service"),
        "sharing": _("Passing on to partners"),
        "order": _("Messages about your orders"),
    }
    return names.get(purpose.code, purpose.name)


def channel_name(channel: str) -> str:
    """Give a channel as customers call it."""
    return {"email": _("Mail"), "sms": _("SMS"), "line": "LINE", "post": _("Postcard"), "push": _("Notifications")}.get(
        channel, channel
    )


def worded(wording: WordingVersion | None) -> str:
    """Give the words of consent in the reader's language."""
    if wording is None:
        return ""
    return wording.text_ja if (get_language() or "").startswith("ja") else wording.text_en


def switch_name(point: ContactPoint, purpose: Purpose) -> str:
    """Give the name of the switch in the form."""
    return f"{point.pk}:{purpose.code}"


def _section(
    point: ContactPoint,
    own: ContactPoint,
    *,
    purposes: list[Purpose],
    words: dict[str, WordingVersion],
    now: datetime,
) -> Section:
    is_own = point.pk == own.pk
    allowed = {
        purpose.code: bool(consent.allows(contact_point=point, purpose=purpose, now=now)) for purpose in purposes
    }
    switches = [
        Switch(
            name=switch_name(point, purpose),
            label=purpose_name(purpose),
            text=worded(words.get(purpose.code)),
            on=allowed[purpose.code],
        )
        for purpose in purposes
        # Elsewhere one can only turn off: to allow something one needs that address in hand.
        if is_own or allowed[purpose.code]
    ]
    value = str(point.node.value)
    return Section(
        point, channel_name(point.channel), value if is_own else masked(point.channel, value), is_own, switches
    )


def masked(channel: str, value: str) -> str:
    """Give an address so that its owner knows it and nobody else learns it."""
    if channel == "email":
        local, _at, domain = value.partition("@")
        return f"{local[:1]}***@{domain}"
    if channel == "sms":
        return f"***-****-{phone.shown(value)[-4:]}"
    return "***"
