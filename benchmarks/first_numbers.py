# SPDX-License-Identifier: Apache-2.0
"""From a file to all first numbers: `python benchmarks/first_numbers.py FILE --currency GBP`.

Makes an empty retailer in a temporary home through the command line, imports the file, asks every measure, and prints
seconds, memory and the machine. No peer publishes this figure; the issue's target is 40 s and 1.5 GB on two cores.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import tempfile
import time
from pathlib import Path

# The first numbers of the console's first hour; the others are measured too.
FIRST = ("sales", "new-repeat", "f2", "fn", "rfm", "decile", "ltv-table", "cross-use", "interval")
COMMAND = str(Path(__file__).resolve().parents[1] / "bin" / "omotenashi")


def main() -> None:
    """Run and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--currency", default="JPY")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="omotenashi-bench-", ignore_cleanup_errors=True) as home:
        Path(home).chmod(0o711)
        run("init", "--currency", chosen.currency, home=home)
        begun = time.perf_counter()
        seconds = {"import": run("import", str(chosen.file.resolve()), "--currency", chosen.currency, home=home)}
        asked = measures(home=home)
        total = time.perf_counter() - begun
        run("stop", home=home)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{'step':<28}{'seconds':>10}")
    for name, value in {**seconds, **asked}.items():
        print(f"{name:<28}{value:>10.2f}")
    first = seconds["import"] + sum(asked[name] for name in FIRST)
    print(f"{'to all first numbers':<28}{first:>10.2f}   target 40    largest process {peak:,.0f} MB   target 1,500")
    print(f"{'with every other measure':<28}{total:>10.2f}   and the start of a second process")
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}"
    )


def run(*words: str, home: str) -> float:
    """Run one command of the product in a home and give the seconds it took."""
    begun = time.perf_counter()
    subprocess.run([COMMAND, *words, "--home", home], check=True, stdout=subprocess.DEVNULL)  # our own command
    return time.perf_counter() - begun


def measures(*, home: str) -> dict[str, float]:
    """Ask every measure in one process, as a server would, and give the seconds of each."""
    program = (
        "import json, sys, time, django; django.setup()\n"
        "from omotenashi.base import clock\n"
        "from omotenashi.insight import actions\n"
        "from omotenashi.insight.measures.registry import MEASURES\n"
        "took = {}\n"
        "for measure in MEASURES:\n"
        "    begun = time.perf_counter()\n"
        "    actions.measure(name=measure.name, params={}, now=clock.now())\n"
        "    took[measure.name] = time.perf_counter() - begun\n"
        "print(json.dumps(took))\n"
    )
    command = [COMMAND, "manage", "--home", home, "shell", "-c", program]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # our own command
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


if __name__ == "__main__":
    main()
