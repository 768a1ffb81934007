# SPDX-License-Identifier: Apache-2.0
"""The parties by name with their credit: what the page draws as a ranking and the payroll reads as a file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.base.money import exponent
from omotenashi.base.text.search import folded_text
from omotenashi.commerce.orders.queries import Credited, credited
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations.models import Channel, Location
from omotenashi.web.console.credits.asked import Asked

NOBODY = "-"


@dataclass(frozen=True, kw_only=True, slots=True)
class Party:
    """One line: its place in the ranking (None for what has no name), who it is, and its credit."""

    rank: int | None
    key: str
    name: str
    sub: str
    mail: str
    credit: Credited
    share: float | None
    width: float
    points: int
    href: str


def parties(asked: Asked, rows: list[Credited], *, support: int) -> list[Party]:
    """Name every party and rank it: who has the same credit has the same rank."""
    named, total = _names(asked, rows), sum(one.total for one in rows)
    most = max((one.total for one in rows), default=0)
    totals = [one.total for one in rows if one.party is not None]
    return [
        Party(
            rank=None if one.party is None else totals.index(one.total) + 1,
            key=NOBODY if one.party is None else str(one.party), credit=one,
            name=named[one.party][0], sub=named[one.party][1], mail=named[one.party][2],
            share=one.total / total if total else None, width=max(0, one.total) * 100 / most if most > 0 else 0,
            points=max(0, one.helped) // support if support and one.party is not None else 0,
            href=f"{reverse('console:credits-shares')}?{urlencode({**_days(asked), asked.by: one.party or NOBODY})}",
        )
        for one in rows
    ]  # fmt: skip


def found(asked: Asked, *, support: int) -> list[Party]:
    """Give the parties of a span whose name has the words."""
    rows = credited(asked.since, asked.until, by=asked.by, place=asked.place)
    made, words = parties(asked, rows, support=support), folded_text(asked.words)
    return [one for one in made if not words or words in folded_text(f"{one.name} {one.sub} {one.mail}")]


def _days(asked: Asked) -> dict[str, object]:
    return {"at_from": asked.first, "at_to": asked.last}


def _names(asked: Asked, rows: Iterable[Credited]) -> dict[object, tuple[str, str, str]]:
    keys = [one.party for one in rows if one.party is not None]
    made: dict[object, tuple[str, str, str]] = {None: (_nobody(asked.by), "", "")}
    if asked.by == "staff":
        for each in Staff.objects.filter(pk__in=keys).select_related("location"):
            made[each.pk] = (each.name, each.location.name if each.location else each.role_name, each.email)
    elif asked.by == "location":
        made |= {each.pk: (each.name, each.code, "") for each in Location.objects.filter(pk__in=keys)}
    else:
        made |= {each.pk: (each.name, each.pk, "") for each in Channel.objects.filter(pk__in=keys)}
    return made


def _nobody(by: str) -> str:
    return _("Shops, nobody by name") if by == "staff" else _("No shop")


def sheet(asked: Asked, made: Iterable[Party], *, currency: str) -> Iterator[list[object]]:
    """Give the file: the span and the name in each line, plain numbers, so that the payroll can read it alone."""
    yield [
        _("From this day"), _("To this day"), _("Standing"), _("Person or shop"), _("Shop"), _("Mail address"), _("Orders"), _("Sold"), _("Advised"),
        _("Sent"), _("Given back by customers"), _("Credited"), _("Share (%)"), _("Support points"),
    ]  # fmt: skip
    unit = 10 ** exponent(currency)
    for one in made:
        credit = one.credit
        sums = (credit.sold, credit.advised, credit.sent, credit.returned, credit.total)
        yield [
            asked.first, asked.last, one.rank or "", one.name, one.sub, one.mail, credit.orders,
            *(n if unit == 1 else n / unit for n in sums),
            "" if one.share is None else f"{one.share * 100:.2f}", one.points,
        ]  # fmt: skip
