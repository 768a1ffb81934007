# SPDX-License-Identifier: Apache-2.0
"""Customers as they come in: records for the register, and what became of each."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from omotenashi.people.customers.actions import registrations as customers
from omotenashi.web.api.customers.schemas import CustomerIn, FieldsIn
from omotenashi.web.api.values import is_plausible
from omotenashi.web.api.writing import Result, done, refused


def register(records: Sequence[CustomerIn], *, source: str, now: datetime) -> list[Result]:
    """Register what can have happened; give a result for each record, in the order given."""
    taken = {n: _record(sent, now=now) for n, sent in enumerate(records) if not _is_impossible(sent, now=now)}
    outcomes = dict(zip(taken, customers.register(list(taken.values()), source=source, now=now), strict=True))
    return [_result(n, outcomes.get(n)) for n in range(len(records))]


def _is_impossible(sent: CustomerIn, *, now: datetime) -> bool:
    moments = (sent.observed_at, sent.registered_at)
    return any(moment is not None and not is_plausible(moment, now=now) for moment in moments)


def _record(sent: CustomerIn, *, now: datetime) -> customers.CustomerRecord:
    return customers.CustomerRecord(
        identifiers=tuple(customers.Identifier(key.type, key.value) for key in sent.identifiers),
        fields=_fields(sent.fields),
        observed_at=sent.observed_at or now,
        registered_at=sent.registered_at,
    )


def _fields(sent: FieldsIn) -> dict[str, str]:
    said = sent.model_dump(exclude={"birth_date"})
    born = sent.birth_date.isoformat() if sent.birth_date else ""
    return {name: value for name, value in {**said, "birth_date": born}.items() if value}


def _result(n: int, outcome: customers.Outcome | None) -> Result:
    if outcome is None:
        return refused(n, _("A moment lies before 1900 or in the future."))
    if outcome.kind == "refused":
        return refused(n, _("None of the identifiers can be used."))
    return done(n, outcome.kind, outcome.person_id)
