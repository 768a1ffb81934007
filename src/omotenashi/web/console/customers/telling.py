# SPDX-License-Identifier: Apache-2.0
"""How a fact reads on the line of time: a sentence, its channel, what stands under it. No reads."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from omotenashi.engagement.journeys import queries as journeys
from omotenashi.people.timeline.models import Entry
from omotenashi.web.console.customers import occurrences, using, words
from omotenashi.web.console.customers.occurrences import Names
from omotenashi.web.console.customers.sales import Back, Line, Sale
from omotenashi.web.ui.tags.formats import money, number
from omotenashi.web.ui.tags.icons import channel_mark, channel_name

# An entry that came so much after it happened is marked: a phone that was offline. History that a source brings in
# one go names no moment of sending, and is not late.
LATE = timedelta(hours=1)
_TABLE = '<table class="o-table"><tbody>{}</tbody></table><p class="mt-2"><a href="{}">{}</a></p>'
_ROW = '<tr><td>{} <small class="o-quiet">{}</small></td><td class="o-right o-num">{}</td><td class="o-right o-num">{}</td></tr>'
_NO_ROW = '<tr><td class="o-quiet">{}</td></tr>'


def order(order: Sale, lines: Sequence[Line]) -> dict[str, Any]:
    """Tell an order."""
    state = _("cancelled") if order.cancelled_at else _("partly returned") if order.returned_total else ""
    return {
        "at": order.placed_at,
        "channel": order.channel,
        "title": goods([line.title for line in lines if line.kind == "goods"]) or _("Order"),
        "detail": " · ".join(part for part in (order.place, order.number, state) if part),
        "amount": order.goods_total,
        "currency": order.currency,
        "body": _lines(order, lines),
        "state": "bad" if order.cancelled_at else "",
    }


def _lines(order: Sale, lines: Sequence[Line]) -> SafeString:
    # Built here and not by a template: thirty of them open in place on every page.
    cells = ((line.title, line.sku, number(line.quantity), money(line.amount, order.currency)) for line in lines)
    rows = format_html_join("", _ROW, cells) or format_html(_NO_ROW, _("The source named no lines."))
    return format_html(_TABLE, rows, reverse("console:order", args=[order.id]), _("Open the order"))


def returned(back: Back, lines: Sequence[Line]) -> dict[str, Any]:
    """Tell a return."""
    names = goods([line.title for line in lines])
    return {
        "at": back.returned_at,
        "channel": back.channel,
        "title": _("Returned: %(goods)s") % {"goods": names} if names else _("Returned goods"),
        "detail": " · ".join(part for part in (back.place, back.number) if part),
        "amount": -back.amount,
        "currency": "",
        "href": reverse("console:order", args=[back.order_id]) if back.order_id else "",
        "state": "warn",
    }


def entry(entry: Entry, names: Names | None = None) -> dict[str, Any]:
    """Tell an entry of the timeline: our own record's, or what a site, an app, a till sent."""
    props = occurrences.named(entry.props, names or {})
    told = {"at": entry.at, "channel": "", "amount": None, "detail": "", "currency": "", "state": ""}
    if said := occurrences.tell(entry.name, props):
        return told | said
    if entry.name in _OWN:
        return told | _OWN[entry.name](props)
    if (noted := journeys.shown(entry.name)) and entry.source.kind == "internal":
        return told | {
            "title": _("A scenario noted “%(name)s”") % {"name": noted},
            "detail": str(props.get("journey") or ""),
        }
    source = entry.source
    detail = [_place(entry.name, props), source.name]
    return told | {
        "title": behaviour(entry.name, props),
        "channel": words.SOURCE_KIND_CHANNELS.get(source.kind, ""),
        "detail": " · ".join(part for part in detail if part),
        "late": entry.sent_at is not None and entry.received_at - entry.at > LATE,
        "received_at": entry.received_at,
    }


def behaviour(name: str, props: Mapping[str, Any]) -> str:
    """Say in one sentence what somebody did on a site or in an app."""
    said = words.ACTS.get(name)
    if said is None:
        return str(words.BARE_ACTS.get(name, name))
    sentence, keys = said
    about = next((_short(props[key]) for key in keys if isinstance(props.get(key), str | int) and props[key]), "")
    if not about:
        about = goods([str(one.get("name") or one.get("product_id") or "") for one in _products(props)])
    return str(sentence) % {"what": about} if about else str(words.BARE_ACTS.get(name, name))


def _products(props: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = props.get("products")
    if not isinstance(found, list):
        return []
    return [one for one in found if isinstance(one, dict)][:20]


def _short(value: object) -> str:
    text = str(value)
    return f"{text[:80]}…" if len(text) > 80 else text


def _place(name: str, props: Mapping[str, Any]) -> str:
    """Where on the site, or how much was found."""
    results = props.get("results")
    if name == "Products Searched" and isinstance(results, int):
        return ngettext("%(n)s result", "%(n)s results", results) % {"n": number(results)}
    path = props.get("path") or props.get("category") or props.get("variant") or ""
    return _short(path) if isinstance(path, str) else ""


def _points(props: Mapping[str, Any]) -> dict[str, Any]:
    points = int(props.get("amount") or 0)
    kind = str(words.POINT_TYPES.get(str(props.get("type")), _("Points")))
    return {"title": f"{kind} {number(abs(points))}"}


def _consent(props: Mapping[str, Any]) -> dict[str, Any]:
    mood, state = words.CONSENT_STATES.get(str(props.get("state")), ("", str(props.get("state"))))
    purpose = words.PURPOSES.get(str(props.get("purpose")), str(props.get("purpose")))
    contact = str(props.get("channel"))
    channel = words.CONTACT_CHANNELS.get(contact, "")
    return {"title": f"{purpose}: {state}", "channel": channel, "state": "" if mood == "good" else "warn"}


def _address(props: Mapping[str, Any]) -> dict[str, Any]:
    contact = str(props.get("channel"))
    name, channel = words.CONTACT_NAMES.get(contact, contact), words.CONTACT_CHANNELS.get(contact, "")
    if "scope" not in props:
        return {"title": _("%(channel)s: may be written to again") % {"channel": name}, "channel": channel}
    said = (
        _("%(channel)s: nothing is sent there any more")
        if props["scope"] == "all"
        else _("%(channel)s: no advertising there any more")
    )
    return {"title": said % {"channel": name}, "channel": channel, "state": "warn"}


def _registered(props: Mapping[str, Any]) -> dict[str, Any]:
    source = str(props.get("source") or "")
    channel = words.SOURCE_CHANNELS.get(source, "")
    # The channel's own name stands beside its mark already.
    return {
        "title": _("Became known to us"),
        "channel": channel,
        "detail": "" if channel else words.source_name(source),
    }


def _line_linked(props: Mapping[str, Any]) -> dict[str, Any]:
    where = (str(props.get("location") or ""), str(props.get("medium") or ""))
    return {
        "title": _("Joined LINE with the member card"),
        "channel": "LINE",
        "detail": " · ".join(filter(None, where)),
    }


def _review(props: Mapping[str, Any]) -> dict[str, Any]:
    said = {"product": props.get("product") or "", "stars": props.get("rating") or ""}
    return {"title": _("Reviewed %(product)s with %(stars)s of 5 stars") % said}


def _used(props: Mapping[str, Any]) -> dict[str, Any]:
    return {"title": using.told(dict(props))}


_OWN = {
    "Product Progress": _used,
    "consent.AddressFreed": _address,
    "consent.AddressStopped": _address,
    "consent.ConsentChanged": _consent,
    "customers.CustomerRegistered": _registered,
    "customers.LineLinked": _line_linked,
    "loyalty.PointsPosted": _points,
    "reviews.ReviewWritten": _review,
}


def goods(names: Sequence[str]) -> str:
    """Name what was bought: the first thing, and how many more."""
    names = [name for name in names if name]
    if len(names) < 2:
        return names[0] if names else ""
    more = len(names) - 1
    return ngettext("%(first)s and %(more)d more", "%(first)s and %(more)d more", more) % {
        "first": names[0],
        "more": more,
    }


def lines(entries: Iterable[Mapping[str, Any]]) -> SafeString:
    """Write facts as list items: time, mark, sentence, what stands under it, amount. Everything is escaped."""
    return mark_safe("".join(map(_line, entries)))  # noqa: S308  # each part is escaped or made by format_html


def _line(told: Mapping[str, Any]) -> str:
    code, local = told["channel"], timezone.localtime(told["at"])
    state = f' data-state="{escape(told["state"])}"' if told["state"] else ""
    amount = ""
    if told["amount"] is not None:
        amount = f'<span class="o-num o-timeline-amount">{escape(money(told["amount"], told["currency"]))}</span>'
    return (
        f'<li{state}><time class="o-num" datetime="{local.isoformat()}">{local:%H:%M}</time>'
        f'{channel_mark(code) if code else _NO_MARK}<div class="o-timeline-what">{_title(told)}<small>{_under(told)}</small>'
        f"</div>{amount}</li>"
    )


def _title(told: Mapping[str, Any]) -> str:
    title = escape(told["title"])
    if body := told.get("body"):
        opened = conditional_escape(body)
        return f'<details><summary>{title}</summary><div class="o-timeline-body">{opened}</div></details>'
    if href := told.get("href"):
        return f'<a href="{escape(href)}">{title}</a>'
    return f"<span>{title}</span>"


def _under(told: Mapping[str, Any]) -> str:
    parts = [channel_name(told["channel"]), told["detail"]]
    written = "".join(f"<span>{escape(part)}</span>" for part in parts if part)
    if told.get("late"):
        came = timezone.localtime(told["received_at"])
        title = escape(_("Reached us at %(moment)s") % {"moment": f"{came:%Y/%m/%d %H:%M}"})
        written += f'<span class="o-late" title="{title}">{escape(_("came late"))}</span>'
    return written


_NO_MARK = '<span class="o-mark" aria-hidden="true"></span>'
