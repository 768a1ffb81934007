# SPDX-License-Identifier: Apache-2.0
"""The map as the template and the file show it: source against field, keys, and every kind of data we hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from omotenashi.people.timeline.models import Source
from omotenashi.web.console.customers import words
from omotenashi.web.console.datamap import counting
from omotenashi.web.console.datamap.counting import Amount, Held, Told
from omotenashi.web.console.datamap.holdings import FIELDS, KEYS
from omotenashi.web.ui.near import near
from omotenashi.web.ui.tags.formats import number, percent

KEPT_SECONDS = 300


@dataclass(frozen=True)
class Cell:
    """One cell: how many, what share of the row's customers, and where they are listed."""

    amount: Amount
    share: float
    href: str

    @property
    def fill(self) -> str:
        """The width of the bar."""
        return f"{min(self.share, 1) * 100:.0f}%"

    @property
    def written(self) -> str:
        """The number as people read it."""
        return written(self.amount)


@dataclass(frozen=True)
class Row:
    """A source with its cells."""

    name: str
    channel: str
    total: str
    newest: Any
    cells: list[Cell | None]


def written(amount: Amount) -> str:
    """Write a number; an estimate says so."""
    return _("about %(n)s") % {"n": number(amount.value)} if amount.about else number(amount.value)


def contents() -> dict[str, Any]:
    """Give everything the page shows; the counts are remembered for five minutes."""
    senders = dict(Source.objects.values_list("code", "name"))
    counts: tuple[Any, ...] = near.get_or_set("console.datamap.counts", _counted, KEPT_SECONDS) or _counted()
    customers, fills, told, keys, held = counts
    return {
        "customers": written(customers),
        "fields": [(name, words.FIELD_NAMES[name]) for name in FIELDS],
        "whole": [_whole(name, fills.get(name, 0.0), customers) for name in FIELDS],
        "rows": [_row(one, senders) for one in told],
        "keys": [_key(kind, keys[kind]) for kind in (*KEYS, *sorted(set(keys) - set(KEYS))) if kind in keys],
        "reached": [(words.FIELD_NAMES[name], percent(fills.get(name)), f"{fills.get(name, 0) * 100:.0f}%",
                     _list(has=name), _list(lacks=name)) for name in ("email", "phone", "member_no")],
        "held": [_held(one) for one in held],
        "about": customers.about or any(one.nodes.about for one in told) or any(one.amount.about for one in held),
    }  # fmt: skip


def _counted() -> tuple[Any, ...]:
    customers, fills = counting.profile_fills()
    return customers, fills, counting.told_by_source(), counting.keys_by_type(), counting.held()


def _whole(name: str, share: float, customers: Amount) -> Cell:
    # The share of a large table comes from a sample.
    about = customers.about or customers.value > counting.COUNTED
    return Cell(Amount(round(customers.value * share), about), share, _list(has=name))


def _row(told: Told, senders: dict[str, str]) -> Row:
    base = told.nodes.value or 1
    cells = [
        Cell(amount, amount.value / base, _list(told=f"{told.source}:{name}"))
        if (amount := told.fields.get(name)) and amount.value
        else None
        for name in FIELDS
    ]
    channel = words.SOURCE_CHANNELS.get(told.source, "")
    return Row(
        senders.get(told.source) or words.source_name(told.source), channel, written(told.nodes), told.newest, cells
    )


def _key(kind: str, amount: Amount) -> tuple[str, str, str]:
    return words.key_channel(kind), words.key_name(kind), written(amount)


def _held(one: Held) -> dict[str, Any]:
    holding = one.holding
    return {
        "name": holding.name,
        "purposes": [words.PURPOSES.get(code, code) for code in holding.purposes],
        "personal": holding.personal,
        "amount": written(one.amount),
        "newest": one.newest,
        "table": holding.table,
        "retention": holding.retention,
        "href": _reverse(holding.opens),
    }


def _reverse(name: str) -> str:
    try:
        return reverse(name) if name else ""
    except NoReverseMatch:
        return ""


def _list(**values: str) -> str:
    return f"{reverse('console:customers')}?{urlencode(values)}"


def lines() -> Iterator[list[str]]:
    """Give the map as the rows of a file."""
    found = contents()
    yield [_("Told by"), _("Field"), _("Customers"), _("Share of the source"), _("Last told")]
    for row in found["rows"]:
        day = f"{row.newest:%Y-%m-%d}" if row.newest else ""
        for (_name, label), cell in zip(found["fields"], row.cells, strict=True):
            yield [row.name, str(label), cell.written if cell else "0", percent(cell.share) if cell else "0%", day]
    for (_name, label), cell in zip(found["fields"], found["whole"], strict=True):
        yield [_("All sources"), str(label), cell.written, percent(cell.share), ""]
    yield []
    yield [_("Data"), _("Rows"), _("Newest"), _("Purpose"), _("Personal"), _("Table"), _("Kept for")]
    for one in found["held"]:
        yield [
            str(one["name"]), one["amount"], f"{one['newest']:%Y-%m-%d}" if one["newest"] else "",
            "・".join(map(str, one["purposes"])), _("personal") if one["personal"] else "", one["table"],
            str(one["retention"]),
        ]  # fmt: skip
