# SPDX-License-Identifier: Apache-2.0
"""What the templates of 顧客カルテ show around the tabs: head, facts, consents. No reads."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from omotenashi.base import clock
from omotenashi.base.text import phone, postal
from omotenashi.base.text.zones import zone_of
from omotenashi.people.consent.queries import Held
from omotenashi.people.customers.models import Node, Profile
from omotenashi.web.console.customers import words
from omotenashi.web.console.customers.hints import age_of
from omotenashi.web.console.customers.listing import RANK_STATES, label
from omotenashi.web.console.customers.masking import Sight, hidden, masked
from omotenashi.web.console.customers.record import Record
from omotenashi.web.console.customers.story import sentence
from omotenashi.web.ui.tags.formats import UNKNOWN, day, money, number
from omotenashi.web.ui.tags.icons import channel_names, icon

SHOWN_KEYS = 8
TAB_NAMES = {
    "": lazy("Story"),
    "purchases": lazy("Purchases"),
    "behaviour": lazy("Behaviour and comparison"),
    "points": lazy("Points"),
    "scenarios": lazy("Scenarios"),
    "messages": pgettext_lazy("sent", "Messages"),
    "consent": lazy("Consent"),
    "keys": lazy("Ties"),
}


def context_of(record: Record, *, tab: str, currency: str, sight: Sight) -> dict[str, Any]:
    """Give everything but the tab's own content."""
    facts = record.facts
    counts = {"purchases": facts.orders, "keys": len(record.nodes), "consent": len(record.consents)}
    known = [node for node in record.nodes if node.type not in ("receipt", "anonymous_id", "post")]
    tab = tab if tab in TAB_NAMES else ""
    born = record.profile.birth_date
    return {
        "record": record,
        "profile": record.profile,
        "person_id": record.profile.pk,
        "name": label(record.profile, sight),
        "age": _("%(age)d years") % {"age": age_of(born, today=facts.today)} if born else "",
        "abroad": _zone(record.profile).get("zone"),
        "sight": sight,
        "story": sentence(facts, names=channel_names()),
        "currency": currency,
        "keys": [(words.key_channel(n.type), words.key_name(n.type), shown_key(n, sight)) for n in known[:SHOWN_KEYS]],
        "more_keys": max(len(record.nodes) - min(len(known), SHOWN_KEYS), 0),
        "consents": [_consent(held, record, sight) for held in record.consents],
        "figures": _figures(record, currency),
        "personal": _personal(record, sight),
        "shares": _shares(record),
        "rank_state": RANK_STATES.get(record.score.rank, "quiet") if record.score else "",
        "tab": tab,
        "tabs": [
            {"label": str(name), "href": f"?tab={key}" if key else "?", "active": key == tab, "count": counts.get(key)}
            for key, name in TAB_NAMES.items()
        ],
        "basis": _basis(record),
    }


def _figures(record: Record, currency: str) -> list[tuple[str, object]]:
    facts = record.facts
    days = None if facts.days_since is None else _("%(days)s days") % {"days": number(facts.days_since)}
    interval = None if facts.interval is None else _("%(days)s days") % {"days": number(facts.interval)}
    score = record.score
    rfm = f"{score.rank} (R{score.r} F{score.f} M{score.m})" if score and score.rank else None
    return [
        (_("Last 12 months"), money(facts.sales_year, currency)),
        (_("Orders to date"), number(facts.orders)),
        (_("Spend per order"), money(facts.average, currency)),
        (_("Points balance"), number(record.points)),
        (_("Member rank"), record.rank),
        (_("First order"), day(facts.first)),
        (_("Last order"), day(facts.last)),
        (_("Since the last order"), days),
        (_("Days between orders"), interval),
        (_("RFM rank"), rfm),
    ]


def shown_key(node: Node, sight: Sight) -> str:
    """Write a key as this reader may see it."""
    if node.value is None or sight.contacts or not hidden(node.type):
        return words.key_value(node.type, node.value)
    return masked(node.type, node.value)


def _personal(record: Record, sight: Sight) -> SafeString:
    """Write field and value, as this reader may see them, each with the way to where it comes from.

    Written here: a template asks for the address and the same words nine times.
    """
    address = reverse("console:customer-field", args=[record.profile.pk, "FIELD"])
    title, hidden = escape(_("Where this comes from")), _("Where “%(name)s” comes from")
    lines = []
    for field, value in _values(record.profile, sight).items():
        name = str(words.FIELD_NAMES[field])
        lines.append(
            f'<div><dt>{escape(name)}</dt><dd>{escape(str(value or UNKNOWN))}<a href="{address.replace("FIELD", field)}"'
            f' data-drawer title="{title}"><span class="o-hidden">{escape(hidden % {"name": name})}</span>'
            f"{icon('info', size=14)}</a></dd></div>"
        )
    return mark_safe("\n".join(lines))  # noqa: S308  # each part is escaped above


def _values(profile: Profile, sight: Sight) -> dict[str, object]:
    """Give the fields as this reader may see them."""
    code = sight.field("postal_code", profile.postal_code)
    shown = postal.shown(code) if len(code) == 7 and code.isdigit() else code
    street, born = sight.field("address", profile.address), profile.birth_date
    called = phone.shown(profile.phone) if profile.phone and sight.contacts else sight.field("phone", profile.phone)
    return {
        "name": profile.name,
        "kana": profile.kana,
        "member_no": profile.member_no,
        "email": sight.field("email", profile.email),
        "phone": called,
        "address": " ".join(part for part in (shown, profile.prefecture, profile.city, street) if part),
        "birth_date": day(born) if sight.contacts or not born else _month(born),
        "gender": words.GENDERS.get(profile.gender, profile.gender),
        "rank": profile.rank,
        **_zone(profile),
    }


def _zone(profile: Profile) -> dict[str, object]:
    """Give the zone in which somebody is written to with the time there, where the house keeps another."""
    named = profile.zone or profile.device_zone
    zone = zone_of(named) if named != timezone.get_current_timezone_name() else None
    return (
        {"zone": _("%(zone)s, %(time)s there") % {"zone": named, "time": f"{clock.now().astimezone(zone):%H:%M}"}}
        if zone
        else {}
    )


def _month(born: date) -> str:
    return f"{born.month}/{born.day}"


def _consent(held: Held, record: Record, sight: Sight) -> dict[str, object]:
    mood, name = words.CONSENT_STATES.get(held.state, ("quiet", held.state))
    node = next(one for one in record.nodes if one.id == held.node_id)
    return {
        "mood": mood,
        "state": name,
        "icon": "check" if mood == "good" else "close",
        "purpose": words.PURPOSES.get(held.purpose, held.purpose_name),
        "contact": words.CONTACT_NAMES.get(held.channel, held.channel),
        "value": shown_key(node, sight),
        "at": held.occurred_at,
    }


def _shares(record: Record) -> list[tuple[str, float, int]]:
    """Give channel, its share of all orders, and their number; the largest first."""
    whole = record.facts.orders
    ranked = sorted(record.facts.channels, key=lambda one: (-one.orders, one.channel))
    return [(one.channel, one.orders / whole, one.orders) for one in ranked]


def _basis(record: Record) -> dict[str, object]:
    return {
        "formula": _(
            "Goods of all orders that were not cancelled, including tax, after discounts, minus returns; no shipping."
        ),
        "population": _("All %(keys)d keys of this person") % {"keys": len(record.nodes)},
        "source": _("The record of orders, read now"),
    }
