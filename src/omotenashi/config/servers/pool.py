# SPDX-License-Identifier: Apache-2.0
"""Connections shared by the threads of a web server: most of them wait for a commit or a browser, not for PostgreSQL.

Without it each of 64 threads keeps a connection, and a second process would find none.
"""

import select
from collections.abc import Mapping
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

# More pages at a time than this are not answered any sooner. All processes together stay below what a server takes.
MOST, TOGETHER = 24, 56
_FEWEST = 2
# Seconds to wait for a free one before an answer is an error.
PATIENCE = 20.0


def share_connections() -> None:
    """Let all threads of this process share connections. Before Django is set up; tests drop their databases."""
    from django.conf import settings

    from omotenashi.config import env
    from omotenashi.config.servers import web

    if not env.flag("OMOTENASHI_TESTING"):
        settings.DATABASES["default"] = shared(settings.DATABASES["default"], workers=web.workers())


def shared(database: Mapping[str, Any], *, workers: int = 1) -> dict[str, Any]:
    """Give a database's settings with a pool in place of a connection a thread, for one of so many processes."""
    most = max(_FEWEST, min(MOST, TOGETHER // workers))
    pool = {"min_size": _FEWEST, "max_size": most, "timeout": PATIENCE, "check": demand_open}
    return {**database, "CONN_MAX_AGE": 0, "OPTIONS": {**database["OPTIONS"], "pool": pool}}


def demand_open(connection: Connection) -> None:
    """Go on only with a connection that is open. Raises psycopg.OperationalError.

    A server that hung up leaves something to read where nothing was asked: only then it is asked, for an empty question
    with every request is a tenth of what the request costs.
    """
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    if waiting.poll(0):
        ConnectionPool.check_connection(connection)
