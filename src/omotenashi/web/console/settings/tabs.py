# SPDX-License-Identifier: Apache-2.0
"""The tabs of 設定: those a person may open."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.people.staff.queries import may


def tabs(request: HttpRequest) -> list[dict[str, Any]]:
    """Give the tabs for this person on this page."""
    found = [
        ("settings", _("Company"), ""),
        ("settings-brand", _("Look and legal pages"), "settings.edit"),
        ("settings-voice", _("Brand kit"), "settings.edit"),
        ("settings-service", _("Service"), "fulfilment.policy"),
        ("settings-reasons", _("Reasons to buy"), "settings.edit"),
        ("sending-rules", _("Rules of sending"), "messages.view"),
        ("sending-channels", _("Channels of sending"), "settings.edit"),
        ("sending-delivery", _("Deliverability"), "messages.view"),
        ("settings-tills", _("Tills"), "settings.edit"),
        ("positions", _("Positions"), "locations.edit"),
        ("settings-staff", _("Staff"), "staff.view"),
        ("settings-roles", _("Roles"), ""),
        ("settings-keys", _("API keys"), "api_keys.edit"),
        ("settings-providers", _("Payment providers"), "payments.settings"),
        ("sources", _("Sources"), "sources.view"),
        ("settings-audit", _("Audit log"), "audit.view"),
        ("settings-freshness", _("Freshness"), ""),
    ]
    shown = [
        (reverse(f"console:{name}"), label) for name, label, needed in found if not needed or may(request.user, needed)
    ]
    here = max((href for href, _label in shown if request.path.startswith(href)), key=len, default="")
    return [{"label": label, "href": href, "active": href == here} for href, label in shown]
