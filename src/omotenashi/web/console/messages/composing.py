# SPDX-License-Identifier: Apache-2.0
"""What the composer shows of a draft: how it reads, what is wrong and where, and whether the law lets it go."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.queries.faces import faces
from omotenashi.people.consent.models import ConsentState, Purpose
from omotenashi.places.locations import queries as places
from omotenashi.web.console.messages import chatview, reasons, words
from omotenashi.web.ui.tags.formats import number

# What is not known of everybody. Points are a number of everybody, and what an event brings along comes with it.
_OF_A_PERSON = ("customer.name", "customer.rank", "customer.points_until", "shop.name", "staff.name")
# Gmail cuts what is longer (japan.md 2); short texts are paid by the part.
MOST_BYTES = 100_000


def told(
    content: queries.Content, *, purpose: Purpose, person: UUID | None, now: datetime, channels: Sequence[str] = ()
) -> dict[str, Any]:
    """Give a draft as it reads for an example or for somebody, and everything that is wrong with it."""
    wrong = list(queries.troubles(content))
    good = queries.readable(content, frozenset((one.where, one.name) for one in wrong))
    lacks = ""
    values = queries.values_of(person, now=now, content=good) if person else None
    try:
        said = queries.preview(good, purpose=purpose.kind, values=values)
    except queries.Missing as missing:
        said, lacks = queries.preview(good, purpose=purpose.kind), words.missing(str(missing))
    if "line" in channels and content.blocks and not wrong and (fault := queries.chat_trouble(said.chat)):
        wrong = [queries.Trouble("line", 0, "blocks", fault)]
    if "sms" in channels and not content.short and not wrong:
        wrong = [queries.Trouble("short_missing", 0, "short", "")]
    watched = queries.claims(content)
    forbidden = [one for one in watched if one.forbids]
    if forbidden and not wrong:
        wrong = [queries.Trouble("forbidden", one.where, one.name, one.word) for one in forbidden]
    size = len(said.html.encode())
    return {
        "reasons": reasons.told(good, person=person, now=now),
        "claims": [
            {"where": one.where, "name": one.name, "word": one.word, "why": one.why, "forbids": one.forbids} for one in watched
        ],
        "preview": {
            "subject": said.subject, "preheader": content.preheader, "html": said.html, "text": said.text,
            "short": said.short, "parts": parts_of(said.short), "lacks": lacks, "chat": chatview.draw(said.chat),
            "note": {name: said.note[name] for name in ("title", "body", "picture")},
            "places": _places(faces(good, channels=channels, values=values)),
        },
        "troubles": [
            {"where": one.where, "name": one.name, "words": words.trouble(one.reason, one.detail)} for one in wrong
        ],
        "size": _size(size),
        "is_large": size > MOST_BYTES,
        "is_ready": not wrong,
    }  # fmt: skip


def _places(shown: dict[str, dict[str, Any]]) -> str:
    """Draw what stands on a page and what the till and the receipt say; nothing where no such channel is ticked."""
    return render_to_string("console/messages/places.html", shown) if shown else ""


def parts_of(text: str) -> str:
    """Say how long a short text is, and into how many paid parts it falls."""
    if not text:
        return ""
    parts = queries.parts_of(text)
    said = ngettext("%(n)s character, %(parts)s part", "%(n)s characters, %(parts)s parts", parts.units)
    return said % {"n": number(parts.units), "parts": number(parts.count)}


def _size(size: int) -> str:
    kilobytes = number(-(-size // 1000))
    if size <= MOST_BYTES:
        return _("%(n)s KB") % {"n": kilobytes}
    return _("%(n)s KB: mail programs cut what is over 100 KB") % {"n": kilobytes}


def checks(purpose: Purpose, *, channels: list[str], content: queries.Content | None = None) -> list[dict[str, Any]]:
    """Say what the law asks for and whether it is there, and whom the words themselves would leave out."""
    return [*_lawful(purpose, channels), *(_unsaid(content) if content else [])]


def _unsaid(content: queries.Content) -> list[dict[str, Any]]:
    """Warn of fields without other words in their place: whoever lacks one gets nothing, as nobody is greeted with a blank."""
    house, lacking = queries.nested({"retailer.name": "."}), dict[str, str]()
    for _place, text in content.words():
        try:
            queries.fill(text, house)
        except queries.Missing as missing:
            code = str(missing).split(" is undefined")[0]
            if code in _OF_A_PERSON:
                lacking[code] = str(words.FIELDS[code][0])
    text = _("Whoever has no “%(what)s” gets nothing. Give words in its place: %(how)s")
    return [
        {"state": "warn", "label": name, "text": text % {"what": name, "how": f'{{{{ {code} | default: "…" }}}}'}}
        for code, name in lacking.items()
    ]


def _lawful(purpose: Purpose, channels: list[str]) -> list[dict[str, Any]]:
    law = queries.law()
    brand, rules = reverse("console:settings-brand"), reverse("console:sending-rules")
    if purpose.kind != "marketing":
        note = _("Order messages need no consent and carry no way out; advertising must not stand in them.")
        return [{"state": "good", "label": _("Not advertising"), "text": note}]
    lacking = [
        name
        for name, there in (
            (_("seller"), law.seller), (_("postal address"), law.address), (_("contact for complaints"), law.contact),
        )
        if not there
    ]  # fmt: skip
    sender = _("Seller, postal address and contact stand under every mail.")
    if lacking:
        sender = _("Missing: %(what)s. It cannot be published until the house says so.") % {
            "what": _(", ").join(lacking)
        }
    way_out = _("Every mail carries a link and the one-click header of mail programs.")
    if not law.way_out:
        way_out = _("The address of our pages is not set: links in mails would lead nowhere.")
    return [
        {"state": "bad" if lacking else "good", "label": _("Sender block"), "text": sender,
         "href": brand if lacking else "", "link": _("Legal pages")},
        {"state": "good" if law.way_out else "bad", "label": _("Way out"), "text": way_out,
         "href": "" if law.way_out else rules, "link": _("Rules of sending")},
        _consent(purpose, channels),
    ]  # fmt: skip


def _consent(purpose: Purpose, channels: list[str]) -> dict[str, Any]:
    if channels and not set(channels) - {"site", "till"}:
        text = _("Shown where people are, to those who allow it: it needs no address.")
        return {"state": "good", "label": _("Consent"), "text": text}
    agreed = ConsentState.objects.filter(purpose=purpose, state="granted", contact_point__channel__in=channels).count()
    if agreed:
        text = _("%(n)s addresses have agreed, with proof. Nobody else gets it.") % {"n": number(agreed)}
        return {"state": "good", "label": _("Consent"), "text": text}
    text = _("Nobody has agreed to this purpose in these channels yet: it would reach nobody.")
    return {
        "state": "warn",
        "label": _("Consent"),
        "text": text,
        "href": reverse("console:consents"),
        "link": _("Consents"),
    }


def fields() -> list[dict[str, str]]:
    """Give the fields that may be inserted, each with its words in place of nothing."""
    found, house = [], {"retailer.name": places.retailer().name}
    for code, (name, fallback) in words.FIELDS.items():
        text = f'{{{{ {code} | default: "{fallback}" }}}}' if fallback else f"{{{{ {code} }}}}"
        if code == "customer.points":
            text = "{{ customer.points | number }}"
        found.append({"name": str(name), "text": text, "example": str(house.get(code, queries.FIELDS[code]))})
    return found
