# SPDX-License-Identifier: Apache-2.0
"""The tables: are they up to date, and bring them there. Needs a set-up Django."""

# Any number, the same in every process: two starts at once migrate one after the other.
KEY = 5_201_314_100_001


def pending() -> list[str]:
    """Return the migrations that are not in the database yet, as `app.name`."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def bring_up_to_date(*, verbosity: int = 0) -> bool:
    """Apply what is pending; say whether there was anything. Waits for another process that does the same."""
    from django.core.management import call_command
    from django.db import connection

    if not pending():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [KEY])
    try:
        call_command("migrate", interactive=False, verbosity=verbosity)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [KEY])
    return True


def is_empty() -> bool:
    """Say whether the retailer has neither customers nor orders nor products."""
    from django.apps import apps

    return not any(
        apps.get_model(label).objects.exists() for label in ("orders.Order", "customers.Node", "catalogue.Product")
    )
