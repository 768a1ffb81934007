# SPDX-License-Identifier: Apache-2.0
"""Apps are complete, and handlers are found."""

import ast
import importlib

import pytest
from django.apps import apps

from omotenashi.base.outbox import registry
from tests.architecture import modules, plan, sources

_WORDS = ("Owns:", "Offers:", "Hears:", "Tells:")


@pytest.mark.parametrize("name", plan.built_apps())
def test_an_app_is_complete(name: str) -> None:
    """7. It has an apps.py, it is installed, and its docstring says what it owns, offers, hears and tells."""
    folder = plan.PACKAGE.parent / name.replace(".", "/")
    prose = importlib.import_module(name).__doc__ or ""
    assert (folder / "apps.py").exists()
    assert apps.is_installed(name)
    assert [word for word in _WORDS if word not in prose] == []


def test_the_page_of_modules_says_what_the_docstrings_say() -> None:
    """7. `just lists` writes docs/modules.md anew."""
    assert modules.PAGE.read_text(encoding="utf-8") == modules.page()


def test_an_apps_label_is_its_last_folder() -> None:
    """7. No two apps share a label, and a label can be read from the folder."""
    labels = {config.name: config.label for config in apps.get_app_configs() if config.name.startswith("omotenashi.")}
    assert labels == {name: name.rpartition(".")[2] for name in labels}
    assert len(set(labels.values())) == len(labels)


def test_an_init_holds_the_docstring_and_nothing_else() -> None:
    """7. What stands in an `__init__` runs before anybody asked for it."""
    full = [
        source.shown
        for source in sources.production()
        if source.path.name == "__init__.py" and plan.app_of(source.module) == source.module
        if [node for node in source.tree.body if not isinstance(node, ast.Expr)]
    ]
    assert full == []


def test_handlers_stand_in_handlers_files() -> None:
    """9. `@on` appears only in handlers.py."""
    lost = [
        f"{source.shown}:{function.lineno}"
        for source in sources.production()
        for function in _heard_in(source.tree)
        if "handlers" not in source.module.split(".")
    ]
    assert lost == []


def test_every_handler_is_signed_up_after_start() -> None:
    """9. Each handler in a handlers.py is known to the outbox."""
    written = {
        f"{source.module}.{function.name}"
        for source in sources.production()
        if "handlers" in source.module.split(".")
        for function in _heard_in(source.tree)
    }
    assert written <= set(registry.all_handlers())
    assert written


def _heard_in(tree: ast.Module) -> list[ast.FunctionDef]:
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for mark in node.decorator_list
        if isinstance(mark, ast.Call) and ast.unparse(mark.func).rpartition(".")[2] == "on"
    ]
