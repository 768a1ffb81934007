# SPDX-License-Identifier: Apache-2.0
"""What requests, their states, steps and checks are called."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from omotenashi.people.consent.queries.cases import Clock

STATE_TONES = {"received": "warn", "verified": "info", "answered": "good", "refused": "quiet", "withdrawn": "quiet"}


def kinds() -> dict[str, str]:
    """The four things one may ask for."""
    return {
        "disclosure": _("Disclosure"),
        "correction": _("Correction"),
        "stop": _("Stop of use"),
        "erasure": _("Erasure of data"),
    }


def states() -> dict[str, str]:
    """How far a request came."""
    return {
        "received": _("Identity not checked"),
        "verified": _("To be answered"),
        "answered": _("Answered"),
        "refused": _("Refused by us"),
        "withdrawn": _("Withdrawn by the person"),
    }


def checks() -> dict[str, str]:
    """How we saw who somebody is."""
    return {
        "code": _("Code sent to a known address"),
        "document": _("Document seen"),
        "call": _("Call back to a known number"),
        "shop": _("Seen in the shop"),
    }


def steps() -> dict[str, str]:
    """What stands in the journal."""
    return {
        "received": _("Request received"),
        "person": _("Person named"),
        "verified": _("Identity checked"),
        "answered": _("Answered"),
        "refused": _("Refused by us"),
        "withdrawn": _("Withdrawn by the person"),
        "note": _("Note"),
        "export": _("Everything handed out as a file"),
        "erased": _("Person erased"),
    }


def actor(name: str) -> str:
    """Whoever did something."""
    return _("The person") if name == "customer" else name


def left(clock: Clock) -> str:
    """How much time is left, in words."""
    if clock.tone == "done":
        return _("Closed")
    if clock.days <= 0 and clock.tone == "bad":
        late = -clock.days
        return ngettext("%(n)d day late", "%(n)d days late", late) % {"n": late} if late else _("Due today")
    return ngettext("%(n)d day left", "%(n)d days left", clock.days) % {"n": clock.days}
