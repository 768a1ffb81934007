# SPDX-License-Identifier: Apache-2.0
"""What every nightly model does around its work: begin, say how far it is, be cancelled, fail, be asked for by hand.

One runs at a time (the lock of its tasks), so whatever else has not ended at its beginning died with its worker.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from omotenashi.base import clock
from omotenashi.base.jobs import ask_once
from omotenashi.insight import queries, rules
from omotenashi.insight.models import ModelRun

type Tick = Callable[[str, int, int], None]


class Cancelled(Exception):
    """Somebody does not want this run any more."""


@dataclass(frozen=True, slots=True)
class Nightly[R: ModelRun]:
    """A model, the task of its name that a hand starts (`<name>_now`), and its work, which ends with `finish`."""

    model: type[R]
    name: str
    work: Callable[[R, Tick, datetime], None]

    def run(self, *, now: datetime) -> R:
        """Work from the beginning to the end. One that fails or is cancelled leaves what was kept before."""
        self._going().update(failed_at=now, error="its worker is gone", stage="")
        run: R = self._all().create(started_at=now)
        own = self._all().filter(pk=run.pk)
        try:
            self.work(run, partial(_tick, own), now)
        except Cancelled:
            own.update(cancelled_at=clock.now(), stage="")
        except Exception as failure:
            own.update(failed_at=clock.now(), error=f"{type(failure).__name__}: {failure}"[:2000], stage="")
            raise
        run.refresh_from_db()
        return run

    def run_if_due(self, *, now: datetime) -> bool:
        """Work when the last time is a day ago and there is something to learn from."""
        last = self._all().order_by("-version").values_list("started_at", flat=True).first()
        if not rules.is_due(last=last, now=now) or queries.span()[1] is None:
            return False
        self.run(now=now)
        return True

    def ask(self) -> bool:
        """Let the worker begin as soon as it can; False when somebody asked already."""
        return ask_once(f"{self.name}_now", lock=self.name)

    def cancel(self, *, now: datetime) -> bool:
        """Let the run that goes on stop at its next step; False when none does."""
        return bool(self._going().filter(cancel_asked_at=None).update(cancel_asked_at=now))

    def _going(self) -> Any:
        return self._all().filter(finished_at=None, failed_at=None, cancelled_at=None)

    def _all(self) -> Any:
        return self.model._default_manager.all()  # noqa: SLF001 - documented by Django


def finish(run: ModelRun, **figures: Any) -> None:
    """Say in the transaction that keeps what was found that the run is over. Raises Cancelled.

    It is the row that a cancellation marks: whoever comes first decides.
    """
    own = type(run)._default_manager.filter(pk=run.pk, failed_at=None, cancel_asked_at=None)  # noqa: SLF001 - as above
    if not own.update(finished_at=clock.now(), stage="", **figures):
        raise Cancelled


def _tick(own: Any, stage: str, done: int, steps: int) -> None:
    """Say how far it is. Raises Cancelled."""
    if not own.filter(failed_at=None, cancel_asked_at=None).update(stage=stage, done=done, steps=steps):
        raise Cancelled
