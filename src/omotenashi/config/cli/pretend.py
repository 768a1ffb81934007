# SPDX-License-Identifier: Apache-2.0
"""Fills the demo retailer once and remembers that it did, and who may sign in, in `demo.json` of the home."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from omotenashi.config.cli import frame, session
from omotenashi.config.cli.language import say as _

type Progress = Callable[[str, int, int], None]


def is_filled() -> bool:
    """Say whether the demo retailer was filled to the end; needs no Django, so that a warm start is quick."""
    return bool(_read().get("finished_at"))


def fill(*, customers: int, seed: int, origin: str) -> None:
    """Simulate the past and compute the first numbers, with a progress bar; what was cut short is finished.

    `origin` is where it will be served: links of what is sent from now on lead there.
    """
    from omotenashi.engagement.messaging import actions as messaging
    from omotenashi.insight import actions as insight
    from omotenashi.simulate import world

    start = time.monotonic()
    now = datetime.now(tz=UTC)
    with _progress(_("Demo retailer with {customers} customers").format(customers=f"{customers:,}")) as advance:
        try:
            made = world.build(customers=customers, seed=seed, now=now, progress=advance)
        except world.NotADemo as error:
            raise frame.Problem(_("This retailer has orders of its own. Name another --home for the demo.")) from error
        insight.refresh(now=now, progress=advance)
        messaging.set_origin(origin)
    _write({"finished_at": now.isoformat(timespec="seconds"), "logins": made.staff})
    frame.tell(_("Filled in {seconds} s.").format(seconds=f"{time.monotonic() - start:.1f}"))


def introduce() -> None:
    """Print who may sign in."""
    roles = {
        "headquarters": _("Headquarters"),
        "manager": _("Shop manager"),
        "clerk": _("Shop staff"),
        "support": _("Customer service"),
        "developer": _("Developer"),
    }
    logins = _read().get("logins", [])
    if logins:
        frame.tell(_("Sign in with the password {password} as:").format(password=logins[0][2]))
    for email, role, _password in logins:
        frame.tell(f"  {email:<22} {roles.get(role, role)}")


@contextmanager
def _progress(title: str) -> Iterator[Progress]:
    """Give a function `advance(stage, done, total)` that draws one bar; on a file or pipe, a line a stage."""
    from django.utils.translation import gettext
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    frame.tell(title)
    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"), TimeElapsedColumn()
    bars: dict[str, Any] = {}
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:

        def advance(stage: str, done: int, total: int) -> None:
            if stage not in bars:
                bars[stage] = bar.add_task(gettext(stage), total=total)
                if not console.is_terminal:
                    frame.tell(f"  {gettext(stage)}")
            bar.update(bars[stage], completed=done, total=total)

        yield advance


def _note() -> Path:
    return session.here().demo


def _read() -> dict[str, Any]:
    try:
        said: dict[str, Any] = json.loads(_note().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return said


def _write(said: dict[str, Any]) -> None:
    draft = _note().with_suffix(".draft")
    draft.write_text(json.dumps(said, ensure_ascii=False) + "\n", encoding="utf-8")
    draft.replace(_note())
