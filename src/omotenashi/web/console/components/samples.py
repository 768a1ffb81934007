# SPDX-License-Identifier: Apache-2.0
"""Invented data for the components page: deterministic, so that two pictures of it are the same."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.web.ui import lists, matrices
from omotenashi.web.ui.drawings import ICONS
from omotenashi.web.ui.tags.formats import money, number, percent

CODES = ("EC", "STORE", "LINE", "APP", "MAIL", "PHONE", "DM", "MALL")
COLOURS = (
    ("paper", "paper-2", "paper-3", "line", "line-2", "line-3", "ink-4", "ink-3", "ink-2", "ink"),
    ("accent-wash", "accent-soft", "accent", "accent-fill", "accent-strong"),
    tuple(f"{state}-{part}" for state in ("good", "warn", "bad", "info") for part in ("wash", "mark")),
    ("ec-mark", "store-mark", "line-app-mark", "app-mark", "mail-mark", "phone-mark", "dm-mark", "mall-mark"),
    tuple(f"seq-{step}" for step in range(1, 9)),
    tuple(f"chart-{step}" for step in range(1, 7)),
)
NAMES = (
    ("佐藤 花", "サトウ ハナ"),
    ("髙橋 健", "タカハシ ケン"),
    ("勅使河原 千鶴子", "テシガワラ チヅコ"),
    ("Christopher Montgomery-Wellington", "クリストファー"),
    ("渡邊 彩", "ワタナベ アヤ"),
    ("林 翔", "ハヤシ ショウ"),
    ("中村 結衣", "ナカムラ ユイ"),
    ("加藤 誠", "カトウ マコト"),
)


def parts() -> list[tuple[str, str, list[str]]]:
    """Key, heading and sample names of each part of the page, in reading order."""
    return [
        ("labels", _("Buttons and labels"), ["buttons", "badges", "channels", "chips", "icons", "menus"]),
        ("figures", _("Figures"), ["figures", "sparkline", "formats", "kpi_tree"]),
        (
            "charts",
            _("Charts"),
            ["chart_line", "chart_cohort", "chart_stacked", "chart_bar", "chart_histogram", "chart_heatmap"],
        ),
        ("tables", _("Tables and lists"), ["list", "matrix", "facts", "pager"]),
        ("stories", _("Stories"), ["timeline", "heat_strip"]),
        ("forms", _("Forms"), ["form", "form_errors", "toggle"]),
        ("flows", _("Things that take a while"), ["steps", "dropzone", "progress", "skeleton"]),
        ("blocks", _("Blocks"), ["card", "tabs", "empty", "trouble", "notice"]),
        ("overlays", _("Over the page"), ["drawer", "dialog", "confirm", "toast", "failure"]),
        ("tokens", _("Tokens"), ["colours", "type"]),
    ]


def context(*, query: QueryDict, now: datetime) -> dict[str, Any]:
    """Everything the samples show, at a moment."""
    today = date(2026, 11, 22)
    return {
        "now": now,
        "codes": CODES,
        "trend": [12, 14, 13, 17, 16, 19, 18, 22, 21, 24, 23, 27],
        "fall": [31, 30, 31, 28, 27, 27, 24, 25, 22, 21, 20, 19],
        "basis": basis(),
        "tree": tree(),
        "line": line(),
        "cohort": cohort(),
        "stacked": by_month("stacked"),
        "bar": by_month("bar"),
        "histogram": histogram(),
        "heatmap": heatmap(),
        "rfm": rfm(),
        "people": people(query),
        "entries": entries(now),
        "days": days(today),
        "today": today,
        "facts": {
            _("Member number"): "M-0001 2345",
            _("First order"): "2024/3/2（土）",
            _("Birthday"): None,
            _("Points"): "1,204",
        },
        "form": SampleForm(),
        "bad_form": SampleForm({"name": "", "mail": "hana@", "tier": "GOLD", "consent": "on"}),
        "tabs": [
            {"label": _("Story"), "href": "?", "active": True},
            {"label": _("Purchases"), "href": "?", "count": 18},
            {"label": _("Points"), "href": "?", "count": 3},
        ],
        "steps": [{"label": _("File"), "href": "?"}, {"label": _("Columns"), "href": "?"}, _("Check"), _("Import")],
        "icon_names": list(ICONS),
        "colour_rows": COLOURS,
    }


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="", max_length=40)
    mail = forms.EmailField(label="", required=False)
    tier = forms.ChoiceField(label="", choices=[("GOLD", "GOLD"), ("SILVER", "SILVER")])
    note = forms.CharField(label="", required=False, widget=forms.Textarea)
    channel = forms.ChoiceField(label="", choices=[("EC", "EC"), ("LINE", "LINE")], widget=forms.RadioSelect)
    consent = forms.BooleanField(label="", required=False)


def basis() -> dict[str, str]:
    """What stands behind an invented F2転換率."""
    return {
        "formula": _("customers with a second order within 90 days ÷ customers with a first order"),
        "population": _("4,812 customers whose first order is at least 90 days ago"),
        "source": _("orders without cancellations and full returns"),
        "as_of": "2026/11/22（日） 04:00",
        "rows_href": "#",
    }


def tree() -> dict[str, Any]:
    """LTV = spend × orders × retention."""
    spend = [
        {"label": _("Items per receipt"), "value": "2.14", "change": 0.0},
        {"label": _("Price per item"), "value": money(3120), "operator": "×", "change": 0.018},
    ]
    orders = [
        {"label": _("Second order"), "value": percent(0.333), "change": -0.026},
        {"label": _("Third and on"), "value": percent(0.584), "operator": "・", "change": 0.012},
    ]
    children = [
        {"label": _("Spend per receipt"), "value": money(6680), "change": 0.018, "href": "#", "children": spend},
        {
            "label": _("Orders in 12 months"),
            "value": "2.76",
            "operator": "×",
            "change": -0.031,
            "href": "#",
            "children": orders,
        },
        {"label": _("Retention"), "value": percent(0.412), "operator": "×", "change": 0.054, "href": "#"},
    ]
    return {
        "label": _("Customer LTV, 12 months"),
        "value": money(18420),
        "change": 0.041,
        "href": "#",
        "children": children,
    }


def line() -> dict[str, Any]:
    """LTV by first channel and days since the first order."""
    steps = list(range(0, 390, 30))
    paces = {"EC": (5200, 820), "STORE": (6900, 1010), "LINE": (4300, 1120)}
    return {
        "kind": "line",
        "title": _("Customers met in shops are worth more after one year"),
        "note": _("Average sales per customer by first channel"),
        "x": {"label": _("Days since the first order"), "unit": _("days"), "values": steps},
        "y": {"label": "LTV", "format": "money"},
        "series": [
            {"channel": code, "values": [round(first + pace * (i**0.86)) for i, _day in enumerate(steps)]}
            for code, (first, pace) in paces.items()
        ],
        "basis": basis(),
    }


def cohort() -> dict[str, Any]:
    """Retention with its youngest months not yet complete."""
    values = [1.0, 0.46, 0.38, 0.33, 0.30, 0.28, 0.27, 0.25, 0.24, 0.22, 0.19, 0.15]
    return {
        "kind": "line",
        "title": _("Who comes back: share of buyers by month"),
        "x": {"label": _("Months since the first order"), "values": list(range(12))},
        "y": {"label": _("Retention"), "format": "percent"},
        "series": [{"name": _("Retention"), "values": values, "immature_from": 9}],
    }


def by_month(kind: str) -> dict[str, Any]:
    """Sales by channel and month, the running month immature."""
    months = [f"2026/{month}" for month in range(1, 13)]
    waves = {"EC": 420, "STORE": 510, "LINE": 160, "MALL": 90}
    series: list[dict[str, Any]] = [
        {
            "channel": code,
            "values": [(size + (i * 37 + size) % 90 - 20) * (10000 if i < 11 else 6200) for i in range(12)],
            "immature_from": 11,
        }
        for code, size in waves.items()
    ]
    title = _("Sales by channel and month") if kind == "stacked" else _("Sales in shops by month")
    kept = series if kind == "stacked" else series[1:2]
    return {
        "kind": kind,
        "title": title,
        "x": {"label": _("Month"), "values": months},
        "y": {"label": _("Sales"), "format": "money"},
        "series": kept,
    }


def histogram() -> dict[str, Any]:
    """Days between two orders."""
    counts = [38, 96, 168, 214, 188, 152, 117, 92, 70, 55, 41, 33, 24, 18, 13]
    return {
        "kind": "histogram",
        "title": _("Half of all second orders come within 40 days"),
        "x": {"label": _("Days between orders"), "values": [i * 10 for i in range(15)]},
        "y": {"label": _("Customers"), "format": "number"},
        "series": [{"name": _("Customers"), "values": counts}],
    }


def heatmap() -> dict[str, Any]:
    """Visits by weekday and hour."""
    hours = [f"{hour}:00" for hour in range(10, 21)]
    return {
        "kind": "heatmap",
        "title": _("Saturday afternoons are the fullest"),
        "x": {"label": _("Hour"), "values": hours},
        "y": {"format": "number"},
        "series": [
            {
                "name": name,
                "values": [20 + (day * 9) + (60 - abs(hour - 5) * 10) * (2 if day > 4 else 1) for hour in range(11)],
            }
            for day, name in enumerate("月火水木金土日")
        ],
    }


def rfm() -> matrices.Matrix:
    """Recency against frequency, coloured by spend."""
    rows = {5: _("within 30 days"), 4: _("31–90 days"), 3: _("91–180 days"), 2: _("181–365 days"), 1: _("over a year")}
    columns = {1: "1", 2: "2", 3: "3–4", 4: "5–9", 5: "10+"}
    values = {
        (r, c): float(max(0, 620 - 90 * c - 60 * abs(3 - r) + 37 * r * (6 - c) % 160)) for r in rows for c in columns
    }
    spend = {(r, c): 3800.0 + 2900 * c + 900 * r for r, c in values}
    whole = sum(values.values())
    return matrices.matrix(
        title=_("Recency and frequency"),
        row_title=_("Last order"),
        column_title=_("Orders to date"),
        rows=rows,
        columns=columns,
        values=values,
        colour=spend,
        write=number,
        write_colour=money,
        share=lambda at: percent(values[at] / whole),
        href=lambda at: reverse("console:component_people") + f"?r={at[0]}&f={at[1]}",
        details={r: number(sum(values[r, c] for c in columns)) for r in rows},
        measure=_("Average spend"),
    )


def people(query: QueryDict) -> lists.ListPage:
    """A list with everything a list can have."""
    spec = lists.ListSpec(
        name="people",
        search=_("Name, kana, phone, mail, member number"),
        sort="-last",
        columns=[
            lists.Column("name", _("Name"), fixed=True, wide=True, sort=True),
            lists.Column("tier", _("Tier"), kind="badge"),
            lists.Column("channels", _("Channels"), kind="channels"),
            lists.Column("orders", _("Orders to date"), kind="number", sort=True),
            lists.Column("spend", _("Spend to date"), kind="money", sort=True),
            lists.Column("last", _("Last order"), kind="day", sort=True),
            lists.Column("kana", _("Kana"), shown=False),
        ],
        filters=[
            lists.Filter("tier", _("Tier"), choices=[("GOLD", "GOLD"), ("SILVER", "SILVER"), ("NEW", _("New"))]),
            lists.Filter("spend", _("Spend to date"), kind="number"),
            lists.Filter("last", _("Last order"), kind="day"),
        ],
        views=[
            lists.View("", _("All"), count=128_431),
            lists.View("dormant", _("Dormant"), query="last_to=2025-11-22", count=41_210),
            lists.View("best", _("Best"), query="tier=GOLD", count=2_318),
        ],
    )
    state = lists.ListState.read(spec, query)
    rows = [_person(i, name, kana) for i, (name, kana) in enumerate(NAMES) if state.q in name + kana]
    return lists.ListPage(
        state=state,
        rows=rows,
        count=128_431 if rows else 0,
        next="8",
        export="#",
        bulk=[(_("Put into a segment"), "#")],
    )


def _person(i: int, name: str, kana: str) -> lists.Row:
    tiers = (("accent", "GOLD"), ("quiet", "SILVER"), ("info", _("New")))
    cells = {
        "name": name,
        "kana": kana,
        "tier": tiers[i % 3],
        "channels": CODES[: 1 + i % 3],
        "orders": 1 + i * 7 % 23,
        "spend": 4_980 + i * 73_210,
        "last": date(2026, 11, 21) - timedelta(days=i * 19),
    }
    return lists.Row(id=str(i), href=reverse("console:component_people"), label=name, cells=cells)


def entries(now: datetime) -> list[dict[str, Any]]:
    """Facts of two days."""
    return [
        {
            "at": now - timedelta(minutes=12),
            "channel": "LINE",
            "title": _("Opened “Autumn knit” and looked at two products"),
            "detail": "秋のニット特集",
        },
        {
            "at": now - timedelta(minutes=95),
            "channel": "STORE",
            "title": _("Bought 3 items"),
            "detail": "渋谷店 · 担当 中村",
            "amount": 18_420,
            "body": "ウールコート ¥14,300 · マフラー ¥2,970 · 靴下 ¥1,150",
        },
        {
            "at": now - timedelta(days=1, hours=2),
            "channel": "EC",
            "title": _("Returned 1 item"),
            "detail": "R-10452",
            "amount": -4_980,
            "state": "bad",
            "href": "#",
        },
        {
            "at": now - timedelta(days=1, hours=6),
            "channel": "MAIL",
            "title": _("Clicked in “Back in stock”"),
            "detail": "再入荷通知",
        },
        {
            "at": now - timedelta(days=1, hours=9),
            "channel": "PHONE",
            "title": _("Asked about sizes"),
            "detail": "CS 小林",
        },
    ]


def days(until: date) -> list[tuple[date, str, int]]:
    """Two years of orders and visits."""
    return [
        (until - timedelta(days=back), CODES[(back * 5) % 3], 1 + back % 3)
        for back in range(730)
        if (back * back * 7 + back * 13) % 29 < 3
    ]
