# SPDX-License-Identifier: Apache-2.0
"""The card of 顧客カルテ: what one person will be worth, and on what that stands. Two reads."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from omotenashi.insight import queries as insight
from omotenashi.insight.models import Prediction
from omotenashi.web.ui.tags.formats import day, money, number, percent


def card_of(person_id: UUID, *, currency: str) -> dict[str, Any]:
    """Give the prediction of a person, or why there is none; nothing while no model was ever fitted."""
    found = insight.prediction_of(person_id)
    if found is None:
        model = insight.newest_model()
        if model is None:
            return {}
        why = reasons(model.told.get("refused", ())) or [_("No purchase until the model was fitted.")]
        return {"why": why, "version": model.version}
    return {
        "value": money(found.value, currency),
        "interval": between(found.value_low, found.value_high, currency),
        "facts": _facts(found, currency),
        "version": found.version,
        "basis": _basis(found, currency),
    }


def _facts(found: Prediction, currency: str) -> list[tuple[str, str]]:
    once = found.repeats == 0
    waits = f"{day(found.next_low)} – {day(found.next_high) if found.next_high else _('without end')}"
    return [
        (
            _("Probability of being a customer"),
            _("Bought once: cannot be told yet") if once else percent(found.p_alive),
        ),
        (_("Next purchase, if still a customer"), day(found.next_date) if found.next_date else _("without end")),
        (_("80% of such customers come"), waits),
        (_("Purchases expected"), f"{found.expected:.2f} ({found.expected_low}–{found.expected_high})"),
        (_("Spend per purchase"), money(found.spend, currency)),
    ]


def _basis(found: Prediction, currency: str) -> dict[str, object]:
    return {
        "formula": _("Expected purchases (BG/NBD) × expected spend per purchase (Gamma-Gamma)."),
        "population": _("%(times)s purchases × %(spend)s, after %(repeats)s repeat purchases")
        % {"times": f"{found.expected:.2f}", "spend": money(found.spend, currency), "repeats": number(found.repeats)},
        "source": _("Model %(version)s, as of %(day)s") % {"version": found.version, "day": found.as_of},
    }


def between(low: int, high: int, currency: str) -> str:
    """Write an interval of amounts."""
    return f"{money(low, currency)} – {money(high, currency)}"


def reasons(found: Sequence[Mapping[str, Any]]) -> list[str]:
    """Why a model does not answer, or what it warns of, in the reader's language."""
    return [_(words) % values for words, values in ((one["phrase"], one["values"]) for one in found)]
