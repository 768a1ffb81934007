# SPDX-License-Identifier: Apache-2.0
"""`identity-quality`: how many of a simulated world's people the product knows rightly. Changes nothing."""

from typing import TYPE_CHECKING

import typer

from omotenashi.config.cli import frame, session
from omotenashi.config.cli.figures import print_table
from omotenashi.config.cli.language import say as _

if TYPE_CHECKING:
    from omotenashi.simulate.quality import Band, Quality


def identity_quality(
    threshold: float = typer.Option(
        0.0, "--threshold", help=_("Accept suggestions from this probability on; left out: what the product proposes")
    ),
) -> None:
    """Compare persons with the truth, by rules alone and with the suggestions accepted; the database stays as it is."""
    with session.retailer():
        from django.db import transaction
        from django.utils import timezone

        from omotenashi.people.customers.actions import matching
        from omotenashi.people.customers.queries import proposed_threshold
        from omotenashi.simulate import quality

        now = timezone.now()
        folder = session.here().path / "truth"
        try:
            with transaction.atomic():
                before, silent = quality.measure(folder=folder), quality.silent()
                run = matching.run(now=now, by="identity-quality")
                bands = quality.reliability(folder=folder)
                least = threshold or proposed_threshold()
                done = matching.accept_above(least=least, by="identity-quality", now=now, money_on_both=_never)
                after = quality.measure(folder=folder)
                told = quality.measure(folder=folder, without=silent)
                transaction.set_rollback(True)
        except quality.NoTruth as error:
            raise frame.Problem(_("There is no simulated world in this home: run `omotenashi demo`.")) from error
        rows = [
            _row(_("Rules alone"), before),
            _row(_("With suggestions from {least}").format(least=least), after),
            _row(_("the same, without keys of which no source says a name, birth date, phone or mail"), told),
        ]
        _print(rows, bands)
        frame.tell(
            _("{opened} suggestions, {joined} accepted, {waiting} left to people, {refused} refused by rules.").format(
                opened=run.opened, joined=done.joined, waiting=done.waiting, refused=done.refused
            )
        )


def _never(_one: object) -> bool:
    return False


def _print(rows: "list[tuple[str, ...]]", bands: "list[Band]") -> None:
    print_table(rows, ["", _("Precision"), _("Recall"), _("Right"), _("Wrong"), _("Missed")])
    print_table([_band(one) for one in bands], [_("Suggested from"), _("Pairs"), _("What they say"), _("What is true")])


def _row(name: str, found: "Quality") -> tuple[str, ...]:
    return (
        name,
        f"{found.precision:.4f}",
        f"{found.recall:.4f}",
        str(found.right),
        str(found.wrong),
        str(found.missed),
    )


def _band(one: "Band") -> tuple[str, ...]:
    return f"{one.least:.3f}", str(one.pairs), f"{one.said:.4f}", f"{one.true:.4f}"
