# SPDX-License-Identifier: Apache-2.0
"""10. Files stay small. There is no list of exceptions; migrations are exempt."""

import ast
from pathlib import Path

from tests.architecture import plan, sources

_VENDORS = frozenset({"providers", "channels", "sensors"})
# Files in a format of nobody's are no vendor's.
_OUR_CONNECTORS = frozenset({"csv", "links"})
_FILE, _VENDOR_FILE, _TEST_FILE, _PAGE = 400, 200, 500, 200
_FUNCTION, _VIEW = 40, 25


def test_python_files_stay_small() -> None:
    tests = [sources.read(path) for path in sources.files(plan.ROOT / "tests", ".py")]
    long = [
        f"{source.shown} has {source.lines} lines"
        for source in (*sources.all_sources(), *tests)
        if not source.is_migration and source.lines > _cap(source.path)
    ]
    assert long == []


def test_templates_styles_and_islands_stay_small() -> None:
    long = [
        f"{path.relative_to(plan.ROOT)} has {lines} lines"
        for suffix in (".html", ".css", ".ts")
        for path in sources.files(plan.PACKAGE, suffix)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > _PAGE
    ]
    assert sorted(long) == []


def test_functions_stay_small() -> None:
    long = [
        f"{source.shown}:{node.lineno} {node.name} has {lines} lines"
        for source in sources.all_sources()
        if not source.is_migration
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (lines := (node.end_lineno or 0) - node.lineno + 1) > (_VIEW if _is_view(source) else _FUNCTION)
    ]
    assert long == []


def _cap(path: Path) -> int:
    parts = path.relative_to(plan.ROOT).parts
    if "tests" in parts:
        return _TEST_FILE
    is_connector = "connectors" in parts and not _OUR_CONNECTORS & set(parts)
    return _VENDOR_FILE if is_connector or _VENDORS & set(parts) else _FILE


def _is_view(source: sources.Source) -> bool:
    return not source.is_test and "views" in source.module.split(".")
