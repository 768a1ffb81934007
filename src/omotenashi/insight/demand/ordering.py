# SPDX-License-Identifier: Apache-2.0
"""From a forecast to a proposal: order when what is held no longer lasts until the next delivery could come.

What is held is free stock and what is on its way. It must last for the lead time and until somebody looks again: the reorder
point is the count that is not exceeded then in so many of a hundred cases; what of it lies above the expected count is
safety stock. An order fills up to the reorder point and what sells between two looks.

A warehouse that supplies the shops is looked at with all of them: it orders when the whole chain no longer lasts.
"""

from dataclasses import dataclass

import numpy as np

from omotenashi.insight.demand import counts
from omotenashi.insight.demand.record import WEEK, Bools, Floats, Ints

# As far as a forecast is made: lead time and review must lie within it.
LENGTH = 91
WEEKS = 8
# What a warehouse sells itself in so many days it does not send to shops.
KEPT_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Of each place: days until a delivery is there, days between two looks, cases of a hundred in which nobody goes without."""

    lead: Ints
    review: Ints
    service: Ints


@dataclass(frozen=True, kw_only=True)
class Needs:
    """One place a series. `wanted` is what an order asks for, `quantity` what the source can give of it now."""

    expected: Floats
    reorder_point: Ints
    target: Ints
    held: Ints
    wanted: Ints
    quantity: Ints
    risk: Floats
    missing: Floats
    out_in: Ints  # days until it is sold out, as expected; -1: not within the forecast
    weeks: Floats
    spread: Floats


def needs(
    *, forecast: Floats, spread: Floats, free: Ints, coming: Ints, sku: Ints, place: Ints, terms: Terms, warehouse: int
) -> Needs:
    """Decide for every series. `warehouse` is the number of the place that supplies the others, -1 for none."""
    chain = place == warehouse
    own = np.ceil(forecast[:, :KEPT_DAYS].sum(axis=1)).astype(np.int64)
    forecast, spread, held = _joined(forecast, spread, free + coming, sku, chain)
    lead, review = terms.lead[place], terms.review[place]
    running = np.concatenate((np.zeros((len(forecast), 1)), np.cumsum(forecast, axis=1)), axis=1)
    row, until = np.arange(len(forecast)), np.minimum(lead + review, LENGTH)
    expected = running[row, until]
    reorder = np.zeros(len(forecast), dtype=np.int64)
    for service in np.unique(terms.service[place]):
        mine = terms.service[place] == service
        reorder[mine] = counts.quantile(expected[mine], spread[mine], service / 100)
    later = running[row, np.minimum(until + review, LENGTH)] - expected
    target = reorder + np.rint(later).astype(np.int64)
    wanted = np.where(held < reorder, target - held, 0)
    risk = 1 - counts.at_most(held, expected, spread)
    lasts = (running[:, 1:] <= np.maximum(held, 0)[:, None]).sum(axis=1)
    return Needs(
        expected=expected, reorder_point=reorder, target=target, held=held, wanted=wanted,
        quantity=given(wanted, risk, sku=sku, chain=chain, free=free, own=own),
        risk=risk, missing=counts.missing(held, expected, spread), spread=spread,
        out_in=np.where(lasts >= LENGTH, -1, lasts), weeks=forecast[:, : WEEKS * WEEK].reshape(len(forecast), WEEKS, WEEK).sum(axis=2),
    )  # fmt: skip


def given(wanted: Ints, risk: Floats, *, sku: Ints, chain: Bools, free: Ints, own: Ints) -> Ints:
    """What the warehouse can give of what shops want, who is most likely to run out first; a purchase is given whole.

    `own` is what the warehouse keeps for those it serves itself, in the coming days. Without a warehouse every order is a purchase.
    """
    if not chain.any():
        return wanted
    skus = int(sku.max(initial=0)) + 1
    there = np.zeros(skus, dtype=np.int64)
    there[sku[chain]] = np.maximum(free[chain] - own[chain], 0)
    asked = np.where(chain, 0, wanted)
    by = np.lexsort((-risk, sku))
    total = np.cumsum(asked[by])
    first = np.searchsorted(sku[by], sku[by])
    before = total - asked[by] - np.where(first > 0, total[first - 1], 0)
    found = np.empty_like(wanted)
    found[by] = np.clip(there[sku[by]] - before, 0, asked[by])
    return np.where(chain, wanted, found)


def _joined(forecast: Floats, spread: Floats, held: Ints, sku: Ints, chain: Bools) -> tuple[Floats, Floats, Ints]:
    """The rows of the warehouse become those of the whole chain: sums, and the spread of a sum."""
    if not chain.any():
        return forecast, spread, held
    skus, length = int(sku.max(initial=0)) + 1, forecast.shape[1]
    whole = np.zeros((skus, length))
    np.add.at(whole, sku, forecast)
    month = forecast[:, : 4 * WEEK].sum(axis=1)
    wide = np.bincount(sku, weights=spread * np.square(month), minlength=skus)
    mean = np.bincount(sku, weights=month, minlength=skus)
    all_held = np.bincount(sku, weights=np.maximum(held, 0), minlength=skus).astype(np.int64)
    joined = np.where(chain[:, None], whole[sku], forecast)
    both = np.where(chain, (wide / np.maximum(np.square(mean), 1e-12))[sku], spread)
    return joined, both, np.where(chain, all_held[sku], held)
