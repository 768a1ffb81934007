# SPDX-License-Identifier: Apache-2.0
"""名寄せ on made people: a full search by the engine, and one new member by the index.

    PYTHONPATH=src .venv/bin/python benchmarks/matching.py 100000 [--home /tmp/bench-home]

Without --home only the engine is measured (no database). The numbers are printed, not asserted.
"""

import os
import random
import resource
import sys
import time
from datetime import UTC, datetime
from itertools import accumulate
from statistics import quantiles

import pyarrow as pa

from omotenashi.people.customers.providers.splink.linker import SplinkLinker
from omotenashi.people.customers.rules.matching.fields import FIELDS
from omotenashi.people.customers.rules.matching.planning import PERSON_PLAN

_SIGNS = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワ"


def made(count: int, *, seed: int = 1) -> pa.Table:
    """Give people, one in twenty of them twice; names are as unevenly spread as in Japan."""
    draw = random.Random(seed)
    families = ["".join(draw.choices(_SIGNS, k=draw.randint(2, 4))) for _ in range(8_000)]
    givens = ["".join(draw.choices(_SIGNS, k=draw.randint(2, 4))) for _ in range(3_000)]
    common = list(accumulate(1 / (place + 8) ** 0.9 for place in range(len(families))))
    rows: list[dict[str, str | None]] = []
    for number in range(count):
        if number % 20 == 19:
            rows.append(
                {**rows[-1], "unique_id": str(number), "phone": f"+8180{draw.randrange(10**8):08d}", "email": None}
            )
            continue
        rows.append(
            {
                "unique_id": str(number),
                "family_kana": draw.choices(families, cum_weights=common)[0],
                "given_kana": draw.choices(givens, cum_weights=common[: len(givens)])[0],
                "birth": f"{draw.randint(1940, 2006)}{draw.randint(1, 12):02d}{draw.randint(1, 28):02d}",
                "gender": draw.choice("mf"),
                "phone": f"+8190{draw.randrange(10**8):08d}",
                "email": f"mail{number}@example.jp",
                "mailbox": f"mail{number}",
                "postcode": f"{draw.randrange(120_000):07d}",
                "street": f"町{draw.randrange(20_000)}-{draw.randint(1, 30)}-{draw.randint(1, 20)}",
            }
        )
    return pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in ("unique_id", *FIELDS)})


def engine(count: int) -> None:
    """Train and search, and print seconds, pairs and memory."""
    table = made(count)
    linker = SplinkLinker()
    started, begun = time.perf_counter(), time.process_time()
    model = linker.train([table.slice(0, 300_000)], seed=1, plan=PERSON_PLAN)
    trained = time.perf_counter()
    pairs = linker.score([table], model=model, above=3.17)
    done = time.perf_counter()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_048_576
    print(f"{count:,} persons: trained {trained - started:.1f} s, searched {done - trained:.1f} s")
    processor = time.process_time() - begun
    print(f"{pairs.num_rows:,} pairs, {memory:.2f} GB at most, {processor:.1f} s of the processors ({os.cpu_count()})")
    print("wanted: 1,000,000 persons searched in less than 30 s with less than 3 GB")


def newcomers(home: str) -> None:
    """Compare persons of a home one by one through the index, and print how long each took."""
    os.environ["OMOTENASHI_HOME"] = home
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "omotenashi.config.settings")
    from omotenashi.config.cli import session

    with session.retailer():
        from django.db import transaction

        from omotenashi.people.customers.actions import matching
        from omotenashi.people.customers.models import MatchRecord

        now, took = datetime.now(tz=UTC), []
        with transaction.atomic():
            matching.rebuild(now=now)
            matching.train(now=now)
            for person in list(MatchRecord.objects.order_by("person_id").values_list("person_id", flat=True)[:200]):
                started = time.perf_counter()
                matching.compare([person], now=now)
                took.append((time.perf_counter() - started) * 1000)
            count = MatchRecord.objects.count()
            transaction.set_rollback(True)
    print(
        f"{count:,} persons: one compared in {quantiles(took, n=20)[9]:.1f} ms, p95 {quantiles(took, n=20)[18]:.1f} ms"
    )


if __name__ == "__main__":
    if "--home" in sys.argv:
        newcomers(sys.argv[sys.argv.index("--home") + 1])
    else:
        engine(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
