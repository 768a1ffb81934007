# SPDX-License-Identifier: Apache-2.0
"""Tables: a foreign key goes down, and only the owner writes."""

import ast
import re
from collections.abc import Iterator

from django.apps import apps
from django.db import models

from tests.architecture import plan, sources
from tests.architecture.sources import Source

_WRITES = frozenset(
    {
        "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "update", "delete", "acreate",
        "aget_or_create", "aupdate_or_create", "abulk_create", "abulk_update", "aupdate", "adelete",
    }
)  # fmt: skip
_SQL = re.compile(
    r"\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE(?:\s+TABLE)?|COPY)\s+\"?(\w+)", re.IGNORECASE
)


def test_a_foreign_key_goes_down() -> None:
    """2. The target stands strictly lower than the owner; Django's own tables count as ground."""
    heights = plan.heights()
    wrong = []
    for model in apps.get_models():
        owner = plan.app_of(model.__module__)
        for field in model._meta.get_fields():
            if owner is None or not field.is_relation or field.auto_created or field.related_model is None:
                continue
            target = plan.app_of(field.related_model.__module__)
            if target not in (None, owner) and not heights[str(target)] < heights[owner]:
                wrong.append(f"{model._meta.label}.{field.name} -> {target}")
    assert wrong == []


def test_only_the_owner_writes_a_table() -> None:
    """3. No module writes a model of another app, neither through a queryset nor with SQL."""
    wrong = [
        f"{source.shown}:{line} {what}"
        for source in sources.production()
        for line, what in (*_foreign_calls(source), *_foreign_sql(source))
    ]
    assert wrong == []


def _foreign_calls(source: Source) -> Iterator[tuple[int, str]]:
    foreign = _foreign_names(source)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _WRITES:
            root = sources.root_of(node.func.value)
            if root is not None and root.id in foreign:
                yield node.lineno, f"{root.id}….{node.func.attr}()"


def _foreign_names(source: Source) -> set[str]:
    """Give the names that stand for models of other apps, and for querysets made from them in the same file."""
    own = plan.app_of(source.module)
    names = {
        found.name
        for found in sources.imports(source.tree)
        if ".models" in found.full and (app := plan.app_of(found.full)) is not None and app != own
    }
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call | ast.Subscript):
            root = sources.root_of(node.value)
            if root is not None and root.id in names:
                names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names


def _foreign_sql(source: Source) -> Iterator[tuple[int, str]]:
    labels = {config.label: config.name for config in apps.get_app_configs() if config.name.startswith("omotenashi.")}
    own = plan.app_of(source.module)
    for text in sources.texts(source.tree):
        for table in _SQL.findall(str(text.value)):
            if labels.get(table.partition("_")[0], own) != own and "_" in table:
                yield text.lineno, f"SQL writes {table}"
    for node in ast.walk(source.tree):
        table = _copied(node)
        if table and labels.get(table.partition("_")[0], own) != own:
            yield getattr(node, "lineno", 0), f"COPY into {table}"


def _copied(node: ast.AST) -> str | None:
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "bulk.copy" and node.args:
        first = node.args[0]
        return str(first.value) if isinstance(first, ast.Constant) else None
    return None


def test_the_search_for_foreign_writes_finds_them() -> None:
    text = (
        "from omotenashi.people.customers.models import Node\n"
        "found = Node.objects.filter(pk=1)\n"
        "found.delete()\n"
        "Node.objects.create()\n"
        "bulk.run('UPDATE customers_node SET seq = 1')\n"
        "bulk.copy('customers_node', [], [])\n"
        "values = {}\nvalues.update(a=1)\n"
    )
    source = Source(plan.ROOT / "x.py", "omotenashi.commerce.orders.actions", ast.parse(text), 8)
    assert sorted({line for line, _ in (*_foreign_calls(source), *_foreign_sql(source))}) == [3, 4, 5, 6]


def test_every_model_of_ours_stands_in_a_models_file() -> None:
    lost = [
        model._meta.label
        for model in apps.get_models()
        if (app := plan.app_of(model.__module__)) and not _is_in_models(model, app)
    ]
    assert lost == []


def _is_in_models(model: type[models.Model], app: str) -> bool:
    return model.__module__ == f"{app}.models" or model.__module__.startswith(f"{app}.models.")
