# SPDX-License-Identifier: Apache-2.0
"""The first migration of an app: all of its tables at once."""

from typing import Any

from django.db import migrations


class FirstMigration(migrations.Migration):
    """A migration that only creates: constraints and indexes stand in the options of their models.

    Django draws the models of the whole project anew after each operation, which makes a fresh database cost half a
    minute. Here they are drawn once, when all are known.
    """

    initial = True

    def apply(self, project_state: Any, schema_editor: Any, collect_sql: bool = False) -> Any:  # noqa: ARG002
        """Bring the state to its end first, then create table after table from it."""
        project_state.clear_delayed_apps_cache()
        project_state.__dict__.pop("apps", None)
        before = project_state.clone()
        self.mutate_state(project_state, preserve=False)
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, before, project_state)
        return project_state
