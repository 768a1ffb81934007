# SPDX-License-Identifier: Apache-2.0
"""`serve` and `worker`: the two processes an installation runs."""

import os

import typer

from omotenashi.config.cli import frame, session
from omotenashi.config.cli.language import say as _

HOST = typer.Option("127.0.0.1", "--host", help=_("Address to listen on; name outside hosts in OMOTENASHI_HOSTS"))
PORT = typer.Option(8000, "--port", min=1, max=65535, help=_("Port; the next free one where it is taken"))
CLAIMED = "OMOTENASHI_PORT_CLAIMED"


def serve(host: str = HOST, port: int = PORT, threads: int = typer.Option(64, "--threads", min=1, max=256)) -> None:
    """Serve pages and API with granian until Ctrl-C."""
    from omotenashi.config.cli import schema
    from omotenashi.config.servers import ports, web

    with session.retailer(last=True):
        schema.bring_up_to_date()
        if os.environ.get(CLAIMED) == str(port):
            web.serve(host=host, port=port, threads=threads)
            return
        claim = ports.claim(host=host, port=port)
        announce(host=host, wanted=port, port=claim.port)
        with claim.holder:
            web.serve(host=host, port=claim.port, threads=threads)


def worker() -> None:
    """Work off deliveries, imports, the lake and the clock's jobs until Ctrl-C."""
    from omotenashi.config.cli import schema
    from omotenashi.config.servers import jobs

    with session.retailer(last=True):
        schema.bring_up_to_date()
        jobs.work()


def announce(*, host: str, wanted: int, port: int) -> None:
    """Tell the address, and that it is not the one asked for."""
    if port != wanted:
        frame.tell(_("Port {wanted} is taken; using {port}.").format(wanted=wanted, port=port))
    frame.tell(address(host=host, port=port))


def address(*, host: str, port: int) -> str:
    """Return what to type into a browser on this machine."""
    shown = "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104 - compared, not bound
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"
