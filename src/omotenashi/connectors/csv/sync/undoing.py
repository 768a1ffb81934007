# SPDX-License-Identifier: Apache-2.0
"""元に戻す: take back what an import brought. All of it in one transaction, or nothing.

What the run created and nobody changed since goes; journals (stock, points, consents) get opposite entries. What
another run, the API or a person changed since stays, and is counted, so that the preview can say it.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.orders import queries as orders
from omotenashi.commerce.orders.actions import removals
from omotenashi.commerce.orders.actions.subscription_removals import withdraw_subscriptions
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock import queries as levels
from omotenashi.connectors.csv.actions import runs
from omotenashi.connectors.csv.models import Run
from omotenashi.connectors.csv.queries import runs as known
from omotenashi.connectors.csv.sync import people
from omotenashi.connectors.csv.sync.runs import Stopped, progress_file
from omotenashi.connectors.csv.sync.verdicts import Progress, silent
from omotenashi.people.staff import actions as staff

PERMISSION = "imports.run"
STEPS = ("levels", "points", "subscriptions", "orders", "products", "customers")


def plan(run: Run, *, now: datetime, progress: Progress = silent) -> dict[str, int]:
    """Say what an undo would do, by doing it and taking that back. Raises Stopped."""
    with transaction.atomic():
        counts = _take_back(run, by="", now=now, progress=progress)
        transaction.set_rollback(True)
    return counts


def undo(run: Run, *, by: Any = None, now: datetime, progress: Progress | None = None) -> Run:
    """Take a run back, once: a run that is undone already is left alone. Raises Stopped."""
    with transaction.atomic():
        counts = _take_back(run, by=str(by or ""), now=now, progress=progress or progress_file(run))
        run.refresh_from_db()
        if run.undone_at:
            return run
        run = runs.note_undone(run, counts, now=now)
        if by is not None:
            staff.audit(by, PERMISSION, subject=f"import {run.pk}", details={"undone": counts})
    return run


def _take_back(run: Run, *, by: str, now: datetime, progress: Progress) -> dict[str, int]:
    """Give what went and what stays, by kind of thing."""
    if not run.finished_at or run.made_in is None:
        raise Stopped("nothing_to_undo")
    if not runs.hold(run):
        raise Stopped("running")
    if Run.objects.filter(pk=run.pk).exclude(undone_at=None).exists():
        return {}
    cause = str(run.pk)
    counts: dict[str, int] = {}
    progress("levels", 0, len(STEPS))
    counted = stock.take_back(source="import", key=cause, now=now)
    counts |= {"levels": counted.reversed, "levels_kept": counted.kept}
    progress("points", 1, len(STEPS))
    posted = loyalty.take_back(key=f"import:{cause}", now=now)
    counts |= {"points": posted.reversed, "points_kept": posted.kept}
    progress("subscriptions", 2, len(STEPS))
    counts |= _subscriptions(run, now=now)
    progress("orders", 3, len(STEPS))
    counts |= _sales(run, now=now)
    progress("products", 4, len(STEPS))
    counts |= _products(run)
    progress("customers", 5, len(STEPS))
    counts |= people.take_back(run, by=by, now=now)
    progress("customers", len(STEPS), len(STEPS))
    return counts


def _sales(run: Run, *, now: datetime) -> dict[str, int]:
    sold, back = known.created(run, "orders"), known.created(run, "returns")
    counts = {"orders": 0, "orders_kept": 0, "returns": 0, "returns_kept": 0}
    for origin in sorted({*sold, *back}):
        gone = removals.withdraw(
            orders=sold.get(origin, []),
            returns=back.get(origin, []),
            origin=origin,
            changed_in=run.made_in or 0,
            now=now,
        )
        counts["orders"] += gone.orders
        counts["orders_kept"] += gone.kept_orders
        counts["returns"] += gone.returns
        counts["returns_kept"] += gone.kept_returns
    return counts


def _subscriptions(run: Run, *, now: datetime) -> dict[str, int]:
    made, gone = 0, 0
    for origin, numbers in sorted(known.created(run, "subscriptions").items()):
        made += len(numbers)
        gone += withdraw_subscriptions(numbers, origin=origin, changed_in=run.made_in or 0, now=now)
    return {"subscriptions": gone, "subscriptions_kept": made - gone}


def _products(run: Run) -> dict[str, int]:
    """Remove the products that the run created and nothing names any more."""
    skus = [sku for found in known.created(run, "products").values() for sku in found]
    there = dict(Variant.objects.filter(sku__in=skus).values_list("id", "sku"))
    used = orders.sold_variants(there) | levels.stocked_variants(there)
    free = [sku for key, sku in there.items() if key not in used]
    gone = catalogue.remove(free, changed_in=run.made_in or 0) if free else 0
    return {"products": gone, "products_kept": len(there) - gone}
