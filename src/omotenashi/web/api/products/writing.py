# SPDX-License-Identifier: Apache-2.0
"""Products as they come in: records for the catalogue, and what became of each."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.web.api.products.schemas import ProductIn
from omotenashi.web.api.values import is_plausible
from omotenashi.web.api.writing import Result, done, refused


def register(records: Sequence[ProductIn], *, now: datetime) -> list[Result]:
    """Register variants; give a result for each record, in the order given."""
    reasons = _reasons(records, now=now)
    taken = [_record(sent) for n, sent in enumerate(records) if n not in reasons]
    verdicts = dict(zip((record.sku for record in taken), catalogue.register(taken), strict=True))
    return [
        refused(n, reasons[n]) if n in reasons else done(n, verdicts[sent.sku], sent.sku)
        for n, sent in enumerate(records)
    ]


def _reasons(records: Sequence[ProductIn], *, now: datetime) -> dict[int, str]:
    seen: set[str] = set()
    reasons: dict[int, str] = {}
    for n, sent in enumerate(records):
        moments = (sent.published_at, sent.withdrawn_at)
        if sent.sku in seen:
            reasons[n] = _("This request names the same SKU twice.")
        elif not all(moment is None or is_plausible(moment, now=now) for moment in moments):
            reasons[n] = _("A moment lies before 1900 or in the future.")
        else:
            seen.add(sent.sku)
    return reasons


def _record(sent: ProductIn) -> catalogue.ProductRecord:
    said = sent.model_dump()
    return catalogue.ProductRecord(**{**said, "images": tuple(sent.images), "barcodes": tuple(sent.barcodes)})
