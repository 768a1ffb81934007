# SPDX-License-Identifier: Apache-2.0
"""Tasks that journeys give to staff: what is open in a shop."""

from uuid import UUID

from django.db.models import Q, QuerySet

from omotenashi.engagement.journeys.models import Errand

# Whoever left the way by these needs nobody's help any more.
_MOOT = ("goal", "exit", "archived", "merged", "moved", "erased")


def open_errands(*, location_id: UUID) -> QuerySet[Errand]:
    """Give the tasks of a shop, and those of no shop, the most urgent first."""
    mine = Errand.objects.filter(Q(location=location_id) | Q(location=None), done_at=None)
    return mine.exclude(enrolment__outcome__in=_MOOT).select_related("enrolment__journey").order_by("due_date", "id")
