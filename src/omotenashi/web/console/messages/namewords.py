# SPDX-License-Identifier: Apache-2.0
"""SPF, DKIM and DMARC of our domains, in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.models import SenderCheck
from omotenashi.engagement.messaging.queries import senders as rules

_TITLES = {rules.SPF: "SPF", rules.DKIM: "DKIM", rules.DMARC: "DMARC"}


def senders() -> list[dict[str, Any]]:
    """Give each domain we send from with its records, as they were the last time."""
    known = SenderCheck.objects.in_bulk()
    return [
        {
            "domain": domain, "looked_at": known[domain].looked_at if domain in known else None,
            "records": [told(one) for one in rules.read(known[domain].records)] if domain in known else [],
        }
        for domain in messaging.sender_domains()
    ]  # fmt: skip


def told(one: rules.Record) -> dict[str, str]:
    """Give a record in words."""
    tones = {
        rules.OK: ("good", pgettext("dns", "Good")), rules.WRONG: ("bad", pgettext("dns", "Wrong")),
        rules.MISSING: ("warn", pgettext("dns", "Missing")), rules.UNKNOWN: ("quiet", pgettext("dns", "Could not be looked up")),
    }  # fmt: skip
    tone, word = tones[one.state]
    return {"title": _TITLES[one.kind], "tone": tone, "word": word, "said": _said(one), **one.kept()}


def _said(one: rules.Record) -> str:
    if one.state == rules.OK:
        return {
            rules.SPF: _("It says who may send in our name."), rules.DKIM: _("It holds the key with which we sign."),
            rules.DMARC: _("It says what mailboxes do with what is not ours."),
        }[one.kind]  # fmt: skip
    if one.state == rules.UNKNOWN:
        return _("No name server answered in time; nothing is known.")
    return {
        "several": _("There are several of them; mailboxes then read none."),
        "open": _("It does not end with ~all or -all, so that anybody may send in our name."),
        "no_key": _("Mails are not signed by us: set OMOTENASHI_DKIM_KEY, or let the mail service sign."),
        "other_key": _("Another key stands there than the one with which we sign."),
        "policy": _("It names no policy (p=none, quarantine or reject)."),
        "strict": _("It wants signatures of exactly this domain (adkim=s), and we sign with another."),
    }.get(one.why, _("It is not there."))
