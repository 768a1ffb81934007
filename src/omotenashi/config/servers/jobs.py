# SPDX-License-Identifier: Apache-2.0
"""What is done in the background, by procrastinate: deliveries, imports, the lake, whatever the clock starts."""

import asyncio
import logging

from omotenashi.config.servers import guard

CONCURRENCY = 2
# A job that is not done by then is left to the next worker.
PATIENCE = 10.0


def work() -> None:
    """Work off jobs until SIGINT or SIGTERM, or until the parent is gone. Needs a set-up Django."""
    guard.watch_pipe()
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    asyncio.run(_work())


async def _work() -> None:
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError("procrastinate is not wired to Django")
    with app.replace_connector(connector.get_worker_connector()) as own:
        async with own.open_async():
            await own.run_worker_async(
                concurrency=CONCURRENCY, shutdown_graceful_timeout=PATIENCE, delete_jobs="successful"
            )
