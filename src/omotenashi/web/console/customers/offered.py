# SPDX-License-Identifier: Apache-2.0
"""The card of 顧客カルテ: what to offer this person next, and why. Says nothing while nothing was ever compared."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from omotenashi.insight import queries as insight
from omotenashi.insight.offers import Recommended
from omotenashi.web.ui.tags.formats import day, number
from omotenashi.web.ui.tastes import axis_name, value_name

MOST = 4


def offers_of(person_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Give what is due again and what is next, each with its reason."""
    model = insight.newest_recommending()
    if model is None:
        return {}
    coming, again = insight.offers_to(person_id, now=now, limit=MOST)
    shown = {one.product.product_id for one in again}
    rows = [*again, *(one for one in coming if one.product.product_id not in shown)]
    return {"rows": [(one.product, why(one), one.due_date is not None) for one in rows], "version": model.version}


def why(one: Recommended) -> str:
    """Say why a product is shown, in the reader's language."""
    if one.due_date is not None and one.used is not None:
        words = (
            _("%(percent)s%% of it is used: it runs out around %(day)s.") if one.used < 1 else _("Used up on %(day)s.")
        )
        return words % {"percent": round(one.used * 100), "day": day(one.due_date)}
    if one.due_date is not None:
        words = (
            _("This customer buys it every %(days)s days: due %(day)s.")
            if one.own_cycle
            else _("Usually bought again after %(days)s days: due %(day)s.")
        )
        return words % {"days": number(one.cycle_days), "day": day(one.due_date)}
    if one.after:
        return _("Next after “%(product)s”, which this customer has finished.") % {"product": one.after}
    if one.taste:
        axis, value = one.taste
        return _("Leans towards %(axis)s “%(value)s”.") % {"axis": axis_name(axis), "value": value_name(axis, value)}
    if one.because:
        return _("%(people)s customers bought it together with “%(product)s”.") % {
            "people": number(one.people),
            "product": one.because,
        }
    return _("Bought by %(people)s customers.") % {"people": number(one.people)}
