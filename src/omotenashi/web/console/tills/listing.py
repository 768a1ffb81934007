# SPDX-License-Identifier: Apache-2.0
"""Sales of offline tills that could not be booked: the list."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.commerce.checkout.models import RefusedUpload
from omotenashi.commerce.checkout.queries.uploads import refused_uploads
from omotenashi.places.locations.queries import retailer
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.paging import Part
from omotenashi.web.console.tills import words
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter, View


def listing(shops: list[UUID] | None) -> Listing:
    """Describe the list of some shops, or of all."""
    found = partial(_matching, shops=shops)
    return Listing(
        spec=_spec(shops),
        parts=lambda state: [Part(found(state), "refused_at", down=state.descending, key_down=state.descending)],
        matching=found, rows=_rows, noun=_("kept sales"), export=reverse("console:tills-export"),
        export_permission="tills.settle",
        empty={
            "title": _("Every sale of the tills is booked"),
            "text": _("What a till sold without a line and nobody could book waits here, with its reason."),
        },
    )  # fmt: skip


def _spec(shops: list[UUID] | None) -> lists.ListSpec:
    known = refused_uploads(shops).order_by("reason").values_list("reason", flat=True).distinct()
    return lists.ListSpec(
        name="tills", search=_("Terminal or number"), sort="-told",
        columns=[
            Column("sale", _("Sale"), fixed=True),
            Column("shop", _("Shop")),
            Column("why", _("Reason"), wide=True),
            Column("amount", _("Amount"), kind="money"),
            Column("told", _("Told"), kind="moment", sort=True),
            Column("tries", _("Tries"), kind="number", shown=False),
            Column("state", _("State"), kind="badge"),
        ],
        filters=[
            Filter("state", _("State"), choices=[(key, _state(key)[1]) for key in ("open", "booked", "noted")]),
            Filter("reason", _("Reason"), choices=[(code, words.reason(code)[0]) for code in known]),
        ],
        views=[View("", _("All")), View("open", _("Open"), query="state=open")],
    )  # fmt: skip


def _matching(state: lists.ListState, *, shops: list[UUID] | None) -> QuerySet[Any]:
    found = refused_uploads(shops).order_by()
    kinds = {
        "open": Q(settled_at=None), "booked": Q(order_id__isnull=False),
        "noted": Q(settled_at__isnull=False, order_id=None),
    }  # fmt: skip
    if chosen := [kinds[name] for name in state.values.get("state", ()) if name in kinds]:
        condition = chosen[0]
        for other in chosen[1:]:
            condition |= other
        found = found.filter(condition)
    if reasons := state.values.get("reason", ()):
        found = found.filter(reason__in=reasons)
    if state.q.isdecimal():
        return found.filter(sequence=int(state.q[:18]))
    return found.filter(terminal__icontains=state.q) if state.q else found


def _rows(keys: Sequence[UUID]) -> list[lists.Row]:
    found = RefusedUpload.objects.select_related("shop").in_bulk(list(keys))
    currency = retailer().currency
    return [_row(found[key], currency) for key in keys if key in found]


def _row(upload: RefusedUpload, currency: str) -> lists.Row:
    state = "open" if upload.settled_at is None else "booked" if upload.order_id else "noted"
    href = reverse("console:till-upload", args=[upload.pk])
    return lists.Row(
        id=str(upload.pk), label=number(upload), href=href,
        cells={
            "sale": number(upload), "shop": upload.shop.name, "why": words.reason(upload.reason)[0],
            "amount": (amount(upload), currency), "told": upload.refused_at, "tries": upload.tries, "state": _state(state),
        },
    )  # fmt: skip


def number(upload: RefusedUpload) -> str:
    """Give the number of a sale as it stands on the slip."""
    return f"{upload.terminal}-{upload.sequence:04d}" if upload.sequence else upload.terminal


def amount(upload: RefusedUpload) -> int | None:
    """Give what was taken, as far as that can be read."""
    try:
        paid = sum(int(each["amount"]) for each in upload.content["tenders"])
        return paid + int(upload.content.get("points", 0))
    except (KeyError, TypeError, ValueError):
        return None


def _state(key: str) -> tuple[str, str]:
    return {"open": ("warn", _("Open")), "booked": ("good", _("Booked")), "noted": ("quiet", _("Settled by hand"))}[key]
