# SPDX-License-Identifier: Apache-2.0
"""`forecast-quality`: the value models against worlds whose truth is known. Needs no retailer, changes nothing."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from omotenashi.config.cli import frame
from omotenashi.config.cli.figures import print_table
from omotenashi.config.cli.language import say as _

if TYPE_CHECKING:
    from omotenashi.insight.forecasts.proving import Proof, Seen


def forecast_quality(
    customers: int = typer.Option(20_000, "--customers", min=1_000, max=200_000, help=_("People of each world")),
    seed: int = typer.Option(1, "--seed", help=_("Seed of the worlds")),
    picture: Path | None = typer.Option(None, "--picture", metavar="FILE.svg", help=_("Draw the calibration here")),
) -> None:
    """Fit the models to the first part of invented histories and compare with what happens after."""
    from omotenashi.insight.forecasts import proving

    proofs = [
        proving.of_model(customers=customers, seed=seed),
        proving.of_seen(*_demo_world(customers, seed), name=_("the demo's world, which breaks the model's rules")),
    ]
    for proof in proofs:
        _print(proof)
    if picture is not None:
        picture.write_text(proving.drawn(proofs), "utf-8")
        frame.tell(_("Drawn in {file}.").format(file=picture))


def _demo_world(customers: int, seed: int) -> "tuple[Seen]":
    """The demo's people: purchases of the first 18 of 24 months are seen, the rest is what happens after."""
    from datetime import UTC, datetime

    import numpy as np

    from omotenashi.insight.forecasts.proving import Seen
    from omotenashi.simulate.model import draw_world

    world = draw_world(customers=customers, seed=seed, now=datetime(2026, 1, 1, tzinfo=UTC))
    bought = world.purchases
    mine = bought.person >= 0
    end = int(bought.at.max()) - 182 * 86_400
    lost = world.histories.lost_at
    return (
        Seen(
            person=np.asarray(bought.person[mine]),
            day=np.asarray((bought.at[mine] + 9 * 3_600) // 86_400),
            end=(end + 9 * 3_600) // 86_400,
            alive=np.asarray((lost < 0) | (lost > end)),
        ),
    )


def _print(proof: "Proof") -> None:
    frame.tell(f"\n{proof.name}")
    for name, value, error, true in proof.parameters:
        frame.tell(f"  {name:6} {value:.4g} ± {error:.2g}" + ("" if true is None else f"  {_('true')} {true:g}"))
    print_table(
        [(_("P(alive)"), f"{one.expected:.3f}", f"{one.actual:.3f}", f"± {one.error:.3f}", str(one.customers))
         for one in proof.alive]
        + [(_("Purchases"), f"{one.expected:.3f}", f"{one.actual:.3f}", f"± {one.error:.3f}", str(one.customers))
           for one in proof.purchases],
        ["", _("Said"), _("True"), _("Error of the true"), _("Customers")],
    )  # fmt: skip
    frame.tell(_("Within the 80% interval: {share}").format(share=f"{proof.coverage:.1f}%"))
