# SPDX-License-Identifier: Apache-2.0
"""`init`, `demo` and `stop`: a retailer's first and last moment on a machine."""

import os
from collections.abc import Callable, Sequence

import typer

from omotenashi.config.cli import frame, processes, schema, session
from omotenashi.config.cli.language import say as _

CUSTOMERS = 5000
SEED = 20260401


def init(
    name: str = typer.Option("", "--name", help=_("What the retailer is called")),
    currency: str = typer.Option("JPY", "--currency", help=_("The currency of its books, ISO 4217")),
    zone: str = typer.Option("Asia/Tokyo", "--zone", help=_("Where its days begin and end")),
) -> None:
    """Make an empty retailer: home, database, tables."""
    with session.retailer(create=True):
        schema.bring_up_to_date()
        from omotenashi.base import clock
        from omotenashi.commerce.checkout import actions as checkout
        from omotenashi.places.locations import actions as locations

        locations.set_up_retailer(name=name, currency=currency.upper(), zone=zone)
        checkout.begin_points(now=clock.now())
    frame.tell(_("An empty retailer is ready in {home}.").format(home=session.here().path))
    frame.tell(_("Next: omotenashi createuser --email you@example.com, then omotenashi serve"))


def demo(
    customers: int = typer.Option(CUSTOMERS, "--customers", min=1, max=5_000_000, help=_("How many customers to make")),
    seed: int = typer.Option(SEED, "--seed", help=_("The same seed makes the same retailer")),
    no_serve: bool = typer.Option(False, "--no-serve", help=_("Fill it and end")),
    host: str = processes.HOST,
    port: int = processes.PORT,
) -> None:
    """Prepare, fill and serve the demo retailer; what is there already is used again."""
    from omotenashi.config.cli import pretend
    from omotenashi.config.servers import running

    there = running.find(home=session.here())
    if there and not no_serve:
        frame.tell(_("This retailer is already being served: {address}").format(address=there))
        return
    with session.database(create=True, last=True) as lease:
        # A warm start needs no Django here; the processes that serve load it side by side.
        if not pretend.is_filled():
            _fill(customers=customers, seed=seed, origin=processes.address(host=host, port=port))
        if no_serve:
            frame.tell(_("The demo retailer is ready in {home}.").format(home=session.here().path))
            return
        keep = [lease.descriptor] if lease else []
        _serve(host=host, port=port, keep=keep, when_ready=pretend.introduce)


def stop() -> None:
    """Stop whatever runs for this retailer."""
    from omotenashi.config.postgres import launcher
    from omotenashi.config.servers import running

    home = session.here()
    served = running.end(home=home)
    stopped = launcher.stop(home=home)
    frame.tell(_("Stopped.") if served or stopped else _("Nothing was running."))


def _fill(*, customers: int, seed: int, origin: str) -> None:
    from omotenashi.config.cli import pretend

    with session.retailer(create=True):
        schema.bring_up_to_date()
        pretend.fill(customers=customers, seed=seed, origin=origin)


def _serve(*, host: str, port: int, keep: Sequence[int], when_ready: Callable[[], None]) -> None:
    from omotenashi.config.servers import ports, running, supervisor

    claim = ports.claim(host=host, port=port)
    address = processes.address(host=host, port=claim.port)
    os.environ[processes.CLAIMED] = str(claim.port)

    def ready() -> None:
        running.wait_until_it_answers(host=host, port=claim.port)
        processes.announce(host=host, wanted=port, port=claim.port)
        when_ready()
        frame.tell(_("Ctrl-C stops everything."))

    with claim.holder, running.announced(home=session.here(), address=address):
        supervisor.run(
            commands=[["serve", "--host", host, "--port", str(claim.port)], ["worker"]], keep=keep, when_started=ready
        )
    frame.tell(_("Stopped."))
