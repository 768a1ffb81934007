# SPDX-License-Identifier: Apache-2.0
"""`doctor`: looks at one installation and says, line by line, what is well and what to do where it is not."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum

import typer

from omotenashi.config.cli import checks, problems, session
from omotenashi.config.cli.language import say as _


class Verdict(StrEnum):
    """How a check ended."""

    GOOD = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, how it is, and what to do about it."""

    check: str
    verdict: Verdict
    detail: str
    remedy: str


def doctor(as_json: bool = typer.Option(False, "--json", help=_("For machines"))) -> None:
    """Run all checks; ends with 1 where one is bad."""
    findings = list(_examine())
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        _print(findings)
    sys.exit(1 if any(finding.verdict is Verdict.BAD for finding in findings) else 0)


def _examine() -> Iterator[Finding]:
    yield from (_asked(name, check) for name, check in checks.without_database())
    if not (session.here().exists or os.environ.get(session.URL)):
        yield Finding(
            _("Retailer"), Verdict.WARN, str(session.here().path), _("Run `omotenashi demo` or `omotenashi init`.")
        )
        return
    try:
        with session.retailer(create=True):
            yield from (_asked(name, check) for name, check in checks.with_database())
    except Exception as error:  # noqa: BLE001 - whatever keeps the database away is the finding
        detail = problems.explain(error=error) or f"{type(error).__name__}: {error}"
        yield Finding(_("Database"), Verdict.BAD, detail, _("Nothing else can be checked before this works."))


def _asked(name: str, check: Callable[[], checks.Found]) -> Finding:
    try:
        found = check()
    except Exception as error:  # noqa: BLE001 - a check that breaks is a finding, not the end of the others
        detail = problems.explain(error=error) or f"{type(error).__name__}: {error}"
        return Finding(name, Verdict.BAD, detail, "")
    if not found.remedy:
        return Finding(name, Verdict.GOOD, found.detail, "")
    return Finding(name, Verdict.BAD if found.serious else Verdict.WARN, found.detail, found.remedy)


def _print(findings: list[Finding]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    colours = {Verdict.GOOD: ("✓", "green"), Verdict.WARN: ("!", "yellow"), Verdict.BAD: ("✗", "red")}
    for finding in findings:
        sign, colour = colours[finding.verdict]
        console.print(Text.assemble((f"{sign} ", colour), (f"{finding.check}: ", "bold"), finding.detail))
        if finding.remedy:
            console.print(Text(f"  → {finding.remedy}"))
