# SPDX-License-Identifier: Apache-2.0
"""What consents, states and reasons are called in the office."""

from django.utils.translation import gettext as _

from omotenashi.web.console.customers.words import source_name

STATE_TONES = {"granted": "good", "denied": "quiet", "withdrawn": "warn"}


def purposes() -> dict[str, str]:
    """What data are used for."""
    return {
        "marketing": _("News and offers"),
        "profiling": _("Personal suggestions"),
        "analytics": _("Analysis of behaviour"),
        "sharing": _("Sharing with partners"),
        "order": _("Order messages"),
    }


def states() -> dict[str, str]:
    """What somebody said."""
    return {"granted": _("Given"), "denied": _("Not given"), "withdrawn": _("Withdrawn")}


def reasons() -> dict[str, str]:
    """Why nothing may be sent."""
    return {
        "unsubscribed": _("Unsubscribed"),
        "hard_bounce": _("Address does not exist"),
        "complaint": _("Marked as spam"),
        "unknown_user": _("User unknown"),
        "manual": _("Stopped by staff"),
        "legal": _("Stopped for legal reasons"),
        "erased": _("Person erased"),
    }


def scopes() -> dict[str, str]:
    """What may not be sent."""
    return {"marketing": _("Advertising"), "all": _("Everything")}


def channels() -> dict[str, str]:
    """Where one writes to."""
    return {"email": _("Mail"), "sms": _("SMS"), "line": "LINE", "post": _("Postcard"), "push": _("Web push")}


def sources() -> dict[str, str]:
    """How an act reached us."""
    return {
        "preference page": _("Preference page"),
        "double opt-in": _("Double opt-in"),
        "one-click": _("One-click unsubscribe"),
        "portal": _("Portal"),
        "form": _("Form"),
    }


def source(code: str) -> str:
    """Name how an act reached us: a page of ours, a channel, an import, else the source's own code."""
    return sources().get(code) or source_name(code)
