# SPDX-License-Identifier: Apache-2.0
"""The first migration of an app: all of its tables at once."""

from typing import Any

from django.db import migrations


class FirstMigration(migrations.Migration):
    """A migration that only creates: constraints and indexes stand in the options of their models.

    Django draws anew whatever a model is related to after each operation, which makes a fresh database cost half a
    minute. Nothing is related to a model that is new: here only the new ones are drawn, once all are known.
    """

    initial = True

    def apply(self, project_state: Any, schema_editor: Any, collect_sql: bool = False) -> Any:  # noqa: ARG002
        """Bring the state to its end first, then create table after table from it."""
        project_state.clear_delayed_apps_cache()
        drawn = project_state.__dict__.pop("apps", None)
        before, known = project_state.clone(), set(project_state.models)
        self.mutate_state(project_state, preserve=False)
        if drawn:
            project_state.apps = drawn
            with drawn.bulk_update():
                drawn.render_multiple([state for key, state in project_state.models.items() if key not in known])
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, before, project_state)
        return project_state
