# SPDX-License-Identifier: Apache-2.0
"""Pieces that were not there while the others were picked: what was said of them, and what became of them, in words."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from omotenashi.commerce.fulfilment.actions import Shorted
from omotenashi.commerce.fulfilment.models import Fulfilment, Step
from omotenashi.web.register.work.desk import Desk
from omotenashi.web.register.work.handover import tasks
from omotenashi.web.ui.tags.formats import money


def of_form(desk: Desk, found: Fulfilment) -> dict[UUID, int]:
    """Give how many pieces of which variants are missing; none where nobody said so."""
    asked = {one.variant_id: one.quantity for one in tasks.goods_of([found.pk]).get(found.pk, [])}
    said = {variant: min(n, desk.number(f"n-{variant}")) for variant, n in asked.items()}
    return {variant: n for variant, n in said.items() if n}


def outcome(done: Shorted, *, currency: str) -> str:
    """Say who serves the missing pieces, and what goes back for those that nobody has."""
    return _outcome([task.pk for task in done.tasks], unserved=done.unserved, amount=done.refunded, currency=currency)


def told(journal: Iterable[Step], *, currency: str) -> list[str]:
    """Say of each time that pieces were missing what became of them."""
    return [_told(step.data, currency) for step in journal if step.kind == "short" and not step.data.get("whole")]


def _told(data: dict[str, Any], currency: str) -> str:
    pieces = data["pieces"]
    lacked = ngettext("%(n)d piece was not here.", "%(n)d pieces were not here.", pieces) % {"n": pieces}
    became = _outcome(
        [UUID(each) for each in data["to"]], unserved=data["unserved"], amount=data["amount"], currency=currency
    )  # fmt: skip
    return _("%(lacked)s %(became)s") % {"lacked": lacked, "became": became}


def _outcome(task_ids: list[UUID], *, unserved: int, amount: int, currency: str) -> str:
    paid = _("%(amount)s goes back, and the customer is told.") % {"amount": money(amount, currency)}
    if not task_ids:
        return _("Nobody else has it: %(paid)s") % {"paid": paid}
    passed = tasks.passed_to(Fulfilment.objects.filter(pk__in=task_ids), missing=False)
    return _("%(passed)s Some pieces nobody has: %(paid)s") % {"passed": passed, "paid": paid} if unserved else passed
