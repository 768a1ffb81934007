# SPDX-License-Identifier: Apache-2.0
"""What the templates of 顧客カルテ show around the tabs: head, facts, consents. No reads."""

from typing import Any

from django.utils.translation import gettext as _

from omotenashi.base.text import phone, postal
from omotenashi.people.consent.models import ConsentState
from omotenashi.web.console.customers import words
from omotenashi.web.console.customers.listing import RANK_STATES, label
from omotenashi.web.console.customers.record import Record
from omotenashi.web.console.customers.story import sentence
from omotenashi.web.ui.tags.formats import day, money, number
from omotenashi.web.ui.tags.icons import channel_names

SHOWN_KEYS = 8


def context_of(record: Record, *, tab: str, currency: str) -> dict[str, Any]:
    """Give everything but the tab's own content."""
    facts = record.facts
    tab_names = {"": _("Story"), "purchases": _("Purchases"), "points": _("Points"), "keys": _("Ties")}
    counts = {"purchases": facts.orders, "keys": len(record.nodes)}
    known = [node for node in record.nodes if node.type not in ("receipt", "anonymous_id")]
    return {
        "record": record,
        "profile": record.profile,
        "name": label(record.profile),
        "story": sentence(facts, names=channel_names()),
        "currency": currency,
        "keys": [
            (words.key_channel(n.type), words.key_name(n.type), words.key_value(n.type, n.value))
            for n in known[:SHOWN_KEYS]
        ],
        "more_keys": max(len(record.nodes) - min(len(known), SHOWN_KEYS), 0),
        "consents": [_consent(state) for state in record.consents],
        "figures": _figures(record, currency),
        "personal": _personal(record),
        "shares": _shares(record),
        "rank_state": RANK_STATES.get(record.score.rank, "quiet") if record.score else "",
        "tab": tab if tab in tab_names else "",
        "tabs": [
            {"label": name, "href": f"?tab={key}" if key else "?", "active": key == tab, "count": counts.get(key)}
            for key, name in tab_names.items()
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
        (_("First order"), day(facts.first)),
        (_("Last order"), day(facts.last)),
        (_("Since the last order"), days),
        (_("Days between orders"), interval),
        (_("RFM rank"), rfm),
    ]


def _personal(record: Record) -> list[tuple[str, object]]:
    profile = record.profile
    code = profile.postal_code
    shown = postal.shown(code) if len(code) == 7 and code.isdigit() else code
    address = " ".join(part for part in (shown, profile.prefecture, profile.city, profile.address) if part)
    gender = words.GENDERS.get(profile.gender, profile.gender)
    return [
        (_("Kana"), profile.kana),
        (_("Member number"), profile.member_no),
        (_("Mail address"), profile.email),
        (_("Phone number"), phone.shown(profile.phone) if profile.phone else None),
        (_("Address"), address),
        (_("Birthday"), day(profile.birth_date)),
        (_("Gender"), gender),
        (_("Tier"), profile.rank),
        (_("Registered"), day(profile.registered_at)),
    ]


def _consent(state: ConsentState) -> dict[str, object]:
    mood, name = words.CONSENT_STATES.get(state.state, ("quiet", state.state))
    node = state.contact_point.node
    return {
        "mood": mood,
        "state": name,
        "icon": "check" if mood == "good" else "close",
        "purpose": words.PURPOSES.get(state.purpose_id, state.purpose.name),
        "contact": words.CONTACT_NAMES.get(state.contact_point.channel, state.contact_point.channel),
        "value": words.key_value(node.type, node.value),
        "at": state.occurred_at,
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
