# SPDX-License-Identifier: Apache-2.0
"""How long a night of recommendations takes, and how long one visitor waits for them.

    PYTHONPATH=src python benchmarks/recommending.py --customers 200000 --products 20000

The night: compare every method on what was kept back, learn the winner from everybody, rank for everybody with reasons,
similar products, bought together, who is due again. The visitor: score and rank one basket with the learned weights, as a
page does for somebody who is not stored yet. Goals: 60 s on two cores, 20 ms. Peer: implicit 0.7.2 (AlternatingLeastSquares,
its documentation) only learns and ranks; it neither compares methods nor gives reasons.
"""

import argparse
import os
import platform
import resource
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from omotenashi.insight.recommend import cycles, nightly
from omotenashi.insight.recommend.bought import Bought, of_columns
from omotenashi.insight.recommend.steering import Steering, Tags, Used
from omotenashi.insight.tastes import purchased


def main() -> None:
    """Draw, work, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=200_000)
    parser.add_argument("--products", type=int, default=20_000)
    parser.add_argument("--purchases", type=float, default=10.0, help="of one customer, on average")
    options = parser.parse_args()
    bought = drawn(options.customers, options.products, options.purchases)
    print(f"{options.customers:,} customers × {options.products:,} products, {len(bought):,} purchases, "
          f"{os.cpu_count()} cores, {platform.machine()}\n")  # fmt: skip
    began, spent = time.perf_counter(), time.process_time()
    held, steered = bought.matrix(), timed("tastes and usage", lambda: steering_of(bought))
    contest = timed("compare the methods", lambda: nightly.compared(bought, steered=steered))
    for name, marks in contest.marks.items():
        print(f"    {name:16} nDCG {marks.ndcg:.4f}  recall {marks.recall:.4f}")
    offered = np.ones(len(bought.products), dtype=bool)
    # The dearest way, whichever was found to be the best.
    winner = contest.winner.partition("+")[0] + "+taste+usage"
    blocks = timed(
        f"learn and rank ({winner})", lambda: list(nightly.shown(held, winner=winner, offered=offered, steered=steered))
    )
    timed("similar", lambda: nightly.alike(held, offered=offered))
    timed("bought together", lambda: nightly.together(bought.baskets(), offered=offered))
    known = timed("cycles", lambda: cycles.cycles(bought))
    timed("due again", lambda: cycles.due(bought, known, today=int(bought.day.max())))
    print(f"\nthe night: {time.perf_counter() - began:.1f} s of the clock, {time.process_time() - spent:.1f} s of the "
          f"processor (goal 60 s); {sum(int((one.products >= 0).sum()) for one in blocks):,} recommendations, "
          f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f} GB at most")  # fmt: skip
    one_visitor(held, contest.winner.partition("+")[0])


def steering_of(bought: Bought) -> Steering:
    """Two axes of values by chance, tags from the purchases, and one in ten with a finished volume."""
    rng, products, persons = np.random.default_rng(2), len(bought.products), len(bought.persons)
    values = np.stack([rng.integers(0, 40, products), 40 + rng.integers(0, 8, products)], axis=1)
    readers = np.sort(rng.choice(persons, persons // 10, replace=False))
    read = rng.integers(0, products, len(readers))
    following = np.where(rng.random(products) < 0.1, (np.arange(products) + 1) % products, -1)
    used = Used(
        person=readers,
        product=read,
        began=np.full(len(readers), bought.day.min()),
        finished=np.full(len(readers), bought.day.min()),
    )

    def learned(matrix: Any) -> Tags:
        value, strength = purchased.learned(matrix, values)
        return Tags(value=value, strength=strength)

    return Steering(values=values, tags=learned(bought.matrix()), learned=learned, following=following, used=used)


def one_visitor(held: Any, winner: str) -> None:
    """Rank for one person after the other with what was learned."""
    ranker, offered = nightly.methods()[winner](held), np.ones(held.shape[1], dtype=bool)
    waits = []
    for person in np.random.default_rng(3).integers(0, held.shape[0], 200):
        began = time.perf_counter()
        nightly.best_of(ranker, held[int(person)], offered=offered, each=10)
        waits.append((time.perf_counter() - began) * 1000)
    print(
        f"one visitor: median {np.median(waits):.2f} ms, 99 of 100 within {np.quantile(waits, 0.99):.2f} ms (goal 20 ms)"
    )


def timed[T](name: str, work: Callable[[], T]) -> T:
    """Do and say how long it took."""
    began, spent = time.perf_counter(), time.process_time()
    found = work()
    print(
        f"{name:28} {time.perf_counter() - began:6.1f} s of the clock {time.process_time() - spent:6.1f} s of the processor"
    )
    return found


def drawn(customers: int, products: int, purchases: float, *, seed: int = 1) -> Bought:
    """Draw tastes: 50 kinds of products, a few kinds a person, bestsellers within each kind, two years of days."""
    rng = np.random.default_rng(seed)
    count = np.maximum(rng.negative_binomial(1.2, 1.2 / (1.2 + purchases), customers), 1)
    person = np.repeat(np.arange(customers), count)
    kind = rng.integers(0, 50, (customers, 3))[person, rng.choice(3, len(person), p=[0.6, 0.3, 0.1])]
    within = np.minimum((rng.pareto(0.9, len(person)) * 6).astype(np.int64), products // 50 - 1)
    product = kind * (products // 50) + within
    day = 19_000 + rng.integers(0, 730, len(person))
    _, kept = np.unique(np.stack((person, product, day)), axis=1, return_index=True)
    names = np.array([f"p{place:05}" for place in range(products)], dtype=object)
    return of_columns(persons=person[kept], products=names, product=product[kept], day=day[kept])


if __name__ == "__main__":
    main()
