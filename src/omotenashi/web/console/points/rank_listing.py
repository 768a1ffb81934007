# SPDX-License-Identifier: Apache-2.0
"""Members by rank: what they spent in the window, since when they stand there and where they stood before."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.commerce.loyalty.models import TierState
from omotenashi.commerce.loyalty.queries import Programme
from omotenashi.people.customers.models import NodePerson
from omotenashi.web.console.buyers import buyers_of, nodes_found
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.paging import Part
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter, View

MOVED_DAYS = 30
_SORTS = {"since": "since", "spent": "basis"}


def listing(valid: Programme, *, now: datetime, currency: str) -> Listing:
    """Describe the list as it is at a moment."""
    found = partial(_matching, now=now)
    return Listing(
        spec=_spec(valid),
        parts=lambda state: [
            Part(found(state), _SORTS[state.sort_key], key="node_id", down=state.descending, key_down=state.descending)
        ],
        matching=found, rows=partial(_rows, valid=valid, currency=currency), noun=_("memberships"),
        export=reverse("console:rank-members-export"), export_permission="customers.export",
        empty={
            "title": _("No ranks yet"),
            "text": _("Ranks are decided with each purchase, and for everybody every night."),
        },
    )  # fmt: skip


def _spec(valid: Programme) -> lists.ListSpec:
    steps = [(tier.code, tier.name) for tier in sorted(valid.tiers, key=lambda one: -one.threshold)]
    return lists.ListSpec(
        name="rank-members", search=_("Name, mail address, telephone, member number"), sort="-since",
        columns=[
            Column("member", _("Member"), fixed=True, wide=True),
            Column("rank", _("Rank"), kind="badge"),
            Column("spent", _("Spent in the window"), kind="money", sort=True),
            Column("missing", _("To the next rank"), kind="money"),
            Column("before", _("Before")),
            Column("since", _("Since"), kind="moment", sort=True),
        ],
        filters=[
            Filter("rank", _("Rank"), choices=steps),
            Filter("moved", _("Moved"), choices=[("lately", _("In the last %(days)d days") % {"days": MOVED_DAYS})]),
        ],
        views=[View("", _("All")), View("moved", _("Who moved"), query="moved=lately")],
    )  # fmt: skip


def _matching(state: lists.ListState, *, now: datetime) -> QuerySet[Any]:
    found = TierState.objects.all()
    if codes := state.values.get("rank"):
        found = found.filter(tier__in=list(codes))
    if state.values.get("moved"):
        found = found.filter(since__gt=now - timedelta(days=MOVED_DAYS)).exclude(before="").exclude(before=F("tier"))
    return found.filter(node_id__in=nodes_found(state.q)) if state.q else found


def _rows(keys: Sequence[UUID], *, valid: Programme, currency: str) -> list[lists.Row]:
    found, buyers = TierState.objects.in_bulk(list(keys)), buyers_of(keys)
    persons = dict(NodePerson.objects.filter(node_id__in=list(keys)).values_list("node_id", "person_id"))
    names = {tier.code: tier.name for tier in valid.tiers}
    made = []
    for key in keys:
        if key not in found:
            continue
        row, above = found[key], valid.next_tier(found[key].basis)
        name = buyers[key].name if key in buyers and buyers[key].name else _("A member without a name")
        made.append(
            lists.Row(
                id=str(key), label=name,
                href=reverse("console:customer", args=[persons[key]]) if key in persons else "",
                cells={
                    "member": name, "rank": ("accent", names.get(row.tier, row.tier or "—")),
                    "spent": (row.basis, currency), "before": names.get(row.before, row.before or "—"),
                    "missing": (above.threshold - row.basis, currency) if above else None, "since": row.since,
                },
            )
        )  # fmt: skip
    return made
