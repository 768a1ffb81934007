# SPDX-License-Identifier: Apache-2.0
"""What experiments came to, kept with them so that a list can be asked for it: looked at again while anything can change."""

from datetime import datetime, timedelta

from django.db.models import F, Q

from omotenashi.insight import effects
from omotenashi.insight.models import Experiment

# One that runs changes by the hour; of one that is over returns, cancellations and merges change a little.
RUNNING, OVER = timedelta(hours=1), timedelta(days=1)
AT_ONCE = 50


def find_effects(*, now: datetime) -> int:
    """Look at those whose finding is old, the oldest first; say of how many. The headline is that of the pages."""
    old = Q(found_at=None) | Q(found_at__lt=now - OVER) | Q(found_at__lt=now - RUNNING, ended_at=None)
    due = Experiment.objects.filter(old).order_by(F("found_at").asc(nulls_first=True), "pk")[:AT_ONCE]
    for one in (found := effects.experiments(list(due.values_list("pk", flat=True)))):
        said = effects.effect_of(one, now=now, windows=[one.window_days], measures=[one.measure])
        finding = effects.finding_of(said[0]) if said else "young"
        Experiment.objects.filter(pk=one.pk).update(finding=finding, found_at=now)
    return len(found)
