# SPDX-License-Identifier: Apache-2.0
"""What each question asks of a file: its columns and parameters, for `omotenashi measure NAME --help`. Loads nothing."""

from dataclasses import dataclass

from omotenashi.insight.measures.words import N_


@dataclass(frozen=True)
class Need:
    """Columns in words that can be translated; parameters with their defaults, as they are written."""

    columns: str
    params: str


_VALUE = "unit=week horizon=52 interval=80 min_repeaters=500 limit=0"
_PURCHASES = N_("a row a customer: frequency, recency, T; or a row a purchase: customer, date, perhaps amount")

NEEDS: dict[str, Need] = {
    "bgnbd": Need(_PURCHASES, _VALUE),
    "pareto-nbd": Need(_PURCHASES, _VALUE),
    "gamma-gamma": Need(
        N_("a row a customer: frequency, monetary; or a row a purchase: customer, date, amount"),
        "min_repeaters=500 max_correlation=50 limit=0",
    ),
    "ltv-forecast": Need(
        N_("a row a customer: frequency, recency, T, monetary; or a row a purchase: customer, date, amount"),
        f"{_VALUE} discount=0 max_correlation=50",
    ),
    "markov": Need(
        N_("path (A > B > C) and revenue; or path, conversions, perhaps null and revenue; or JSON"),
        "separator=> half_life=1",
    ),
    "funnel": Need(N_("user, time, event; or JSON with cases"), "steps=view,cart,buy window=604800 modes="),
    "rfm": Need(
        N_("customer, date, amount (or quantity and unit_price); perhaps order"),
        "as_of=2025-12-31 by=thresholds|quintiles r=30,90,180,365 f=2,3,5,10 m=5000,10000,30000,100000 cancelled=C"
        " keep=bought|all",
    ),
    "basket": Need(
        N_("order (or customer and date) and product; or no heading and a basket a line"),
        "min_count=10 exclude= separator=; limit=1000",
    ),
    "uplift": Need(
        N_("treatment and outcome (0 or 1); perhaps amount, score"), "control= by=COLUMN level=95 margin=60 cost=0"
    ),
    "recommend-eval": Need(
        N_("user, item; perhaps rating, quantity, date, split; --test FILE for what is kept back"),
        "k=10 holdout=time|last|random|DAYS share=20 seed=1 min_rating= min_user=1 min_item=1 repeats=0"
        " methods=popular,neighbours,ease,svd,als",
    ),
    "coupons": Need(N_("coupon, perhaps customer; --with FILE: coupon, product"), "limit=1000"),
    "survival": Need(N_("shipped (deliveries so far) and state (cancelled, or anything else)"), "until=12 level=95"),
    "demand": Need(
        N_("date, product, quantity; perhaps store, category, stock"), "lead=7 review=7 service=95 interval=80 limit=0"
    ),
}
