# SPDX-License-Identifier: Apache-2.0
"""Work with a retailer's data: home, database and Django, made ready for one command."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from omotenashi.config import home as homes
from omotenashi.config.cli.frame import Problem
from omotenashi.config.cli.language import say as _
from omotenashi.config.home import Home
from omotenashi.config.postgres import launcher
from omotenashi.config.postgres.launcher import Lease

URL = "DATABASE_URL"


@contextmanager
def database(*, create: bool = False, last: bool = False) -> Iterator[Lease | None]:
    """Have DATABASE_URL name a running server for a block; a lease where it is our own embedded one.

    `create` makes the home where there is none; otherwise that is a Problem. With `last` the embedded server stops
    at the end when nobody else uses it; without, the keeper stops it a little later.
    """
    home = homes.here()
    if not (create or home.exists):
        raise Problem(
            _("No retailer in {home} yet. Run `omotenashi demo` or `omotenashi init`.").format(home=home.path)
        )
    homes.create(home=home)
    os.environ["OMOTENASHI_HOME"] = str(home.path)
    if os.environ.get(URL):
        yield None
        return
    lease = launcher.start(home=home)
    os.environ[URL] = lease.url
    try:
        yield lease
    finally:
        del os.environ[URL]
        _let_go(lease, last=last)


@contextmanager
def retailer(*, create: bool = False, last: bool = False) -> Iterator[Lease | None]:
    """As `database`, with Django set up and its messages in the language of the command line."""
    with database(create=create, last=last) as lease:
        import django
        from django.db import connections
        from django.utils import translation

        django.setup()
        translation.activate(os.environ.get("OMOTENASHI_LANG", "en"))
        try:
            yield lease
        finally:
            connections.close_all()


def here() -> Home:
    """Return the home this command works with."""
    return homes.here()


def _let_go(lease: Lease, *, last: bool) -> None:
    if last:
        lease.end()
    else:
        lease.close()
