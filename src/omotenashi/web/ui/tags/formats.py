# SPDX-License-Identifier: Apache-2.0
"""Filters for what people read: money, numbers, shares, days and moments.

Unknown is —, zero is 0, minus is −. Numbers are grouped by thousands.
"""

from contextvars import ContextVar
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from omotenashi.base.money import exponent

register = template.Library()

UNKNOWN = "—"
MINUS = "−"
SIGNS = {"JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "KRW": "₩"}
WEEKDAYS = "月火水木金土日"

# Set by the middleware: a string, or something lazy that becomes one.
CURRENCY: ContextVar[object] = ContextVar("currency", default="JPY")

type Amount = int | float | Decimal | str | None


def own_currency() -> str:
    """The retailer's currency, ISO 4217."""
    return str(CURRENCY.get())


def _grouped(value: Amount, shift: int, decimals: int) -> str:
    """Write `value` times ten to the power of `shift`."""
    # Nearly every number on a page is whole, and exact decimals are slow.
    if type(value) is int and not shift and not decimals:
        return f"{value:,}" if value >= 0 else f"{MINUS}{-value:,}"
    exact = Decimal(str(value)).scaleb(shift)
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{abs(rounded):,.{decimals}f}"
    return f"{MINUS}{text}" if rounded < 0 else text


@register.filter
def number(value: Amount, decimals: int = 0) -> str:
    """1234.5|number → 1,235; 1234.5|number:1 → 1,234.5; None → —."""
    if value is None or value == "":
        return UNKNOWN
    return _grouped(value, 0, int(decimals))


@register.filter
def money(minor: Amount, currency: str = "") -> str:
    """Minor units with the sign before: 18420|money → ¥18,420; -500 → −¥500; 1999|money:"USD" → $19.99."""
    if minor is None or minor == "":
        return UNKNOWN
    code = currency or own_currency()
    digits = exponent(code)
    text = _grouped(minor, -digits, digits)
    sign = SIGNS.get(code, f"{code} ")
    return f"{MINUS}{sign}{text[1:]}" if text.startswith(MINUS) else f"{sign}{text}"


@register.filter
def percent(share: Amount, decimals: int = 1) -> str:
    """A fraction as percent: 0.3333|percent → 33.3%; None → —."""
    if share is None or share == "":
        return UNKNOWN
    return f"{_grouped(share, 2, int(decimals))}%"


@register.filter
def signed(value: Amount, decimals: int = 0) -> str:
    """A number with its sign, also when positive: 12|signed → +12; 0 → ±0."""
    text = number(value, decimals)
    if text == UNKNOWN or text.startswith(MINUS):
        return text
    return f"±{text}" if Decimal(text.replace(",", "")) == 0 else f"+{text}"


@register.filter
def day(value: date | datetime | None) -> str:
    """2026/11/22（日） in Japanese, Sun 2026/11/22 in English; — when unknown."""
    if not value:
        return UNKNOWN
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    plain = f"{local.year}/{local.month}/{local.day}"
    if (get_language() or "ja").startswith("ja"):
        return f"{plain}（{WEEKDAYS[local.weekday()]}）"
    return f"{local:%a} {plain}"


@register.filter
def clock(value: datetime | None) -> str:
    """14:05 in the retailer's zone."""
    return f"{timezone.localtime(value):%H:%M}" if value else UNKNOWN


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """2026/11/22（日） 14:05 as a `<time>` with the zone on hover."""
    if not value:
        return UNKNOWN
    local = timezone.localtime(value)
    shown = f"{day(value)} {local:%H:%M}"
    return format_html('<time datetime="{}" title="{} {}">{}</time>', local.isoformat(), shown, local.tzname(), shown)


@register.filter
def ago(value: datetime | None, now: datetime | None = None) -> SafeString | str:
    """Relative under a day (3分前), the day after that, with the exact moment and zone on hover."""
    if not value:
        return UNKNOWN
    local = timezone.localtime(value)
    exact = f"{day(value)} {local:%H:%M} {local.tzname()}"
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', local.isoformat(), exact, _distance(value, now or timezone.now())
    )


def _distance(value: datetime, now: datetime) -> str:
    seconds = int((now - value).total_seconds())
    if seconds < 0 or seconds >= 86_400:
        return day(value)
    if seconds < 60:
        return gettext("just now")
    if seconds < 3600:
        return ngettext("%(count)d min ago", "%(count)d min ago", seconds // 60) % {"count": seconds // 60}
    return ngettext("%(count)d hour ago", "%(count)d hours ago", seconds // 3600) % {"count": seconds // 3600}
