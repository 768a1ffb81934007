# SPDX-License-Identifier: Apache-2.0
"""Borders between apps: public files only, no back doors, templates go down too."""

import ast
import importlib.util
import re
from pathlib import Path

from tests.architecture import plan, sources
from tests.architecture.sources import Source

_PRIVATE = frozenset({"rules", "ports", "handlers", "jobs", "providers", "channels", "sensors"})
_BACK_DOORS = frozenset({"import_string", "importlib", "import_module", "__import__"})
_DOTTED = re.compile(r"omotenashi(\.\w+)+")
_LOADS = re.compile(r"{%-?\s*(?:extends|include)\s+[\"']([^\"']+)[\"']")


def test_only_public_files_are_used_from_outside() -> None:
    """4. rules, ports, handlers, jobs, providers, channels and sensors belong to their app."""
    wrong = [
        f"{source.shown}:{found.line} {found.full}"
        for source in sources.all_sources()
        for found in sources.imports(source.tree)
        if (app := plan.app_of(found.full)) is not None and app != plan.app_of(source.module)
        if found.full.removeprefix(f"{app}.").split(".")[0] in _PRIVATE and not _mounts_webhooks(source, found.full)
    ]
    assert wrong == []


def _mounts_webhooks(source: Source, full: str) -> bool:
    return source.module.startswith("omotenashi.config") and ".webhooks" in full


def test_there_are_no_back_doors_by_string() -> None:
    """5. Code is loaded by name only in ports.py, in base and in config."""
    wrong = [
        f"{source.shown}:{line} {name}"
        for source in sources.production()
        if not _may_load(source)
        for line, name in _back_doors(source)
    ]
    assert wrong == []


def _may_load(source: Source) -> bool:
    return source.path.stem == "ports" or source.module.startswith(("omotenashi.base", "omotenashi.config"))


def _back_doors(source: Source) -> list[tuple[int, str]]:
    found = [(i.line, i.full) for i in sources.imports(source.tree) if _BACK_DOORS & set(i.full.split("."))]
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr in {"get_model", "get_containing_app_config"}:
            found.append((node.lineno, node.attr))
        if isinstance(node, ast.Name) and node.id == "__import__":
            found.append((node.lineno, node.id))
    return found


def test_dotted_paths_to_our_own_modules_stand_in_the_settings_only() -> None:
    """5. An app may name what stands inside itself (its config, a surface's areas); that hides no import."""
    wrong = [
        f"{source.shown}:{text.lineno} {text.value!s}"
        for source in sources.production()
        if not source.module.startswith("omotenashi.config")
        for text in sources.texts(source.tree)
        if _DOTTED.fullmatch(str(text.value)) and not _is_own_name(source, str(text.value)) and _exists(str(text.value))
    ]
    assert wrong == []


def _is_own_name(source: Source, dotted: str) -> bool:
    own = plan.app_of(source.module)
    return own is not None and f"{dotted}.".startswith(f"{own}.")


def _exists(dotted: str) -> bool:
    while "." in dotted:
        try:
            if importlib.util.find_spec(dotted):
                return True
        except ImportError:
            pass
        dotted = dotted.rpartition(".")[0]
    return False


def test_a_template_uses_its_own_surface_and_ui() -> None:
    """6. A template of one surface never extends or includes one of another surface."""
    surfaces = {name for row in plan.layers_of("omotenashi.web") for name in row}
    wrong = [
        f"{path.relative_to(plan.ROOT)} uses {used}"
        for path in sources.files(plan.PACKAGE, ".html")
        for used in _LOADS.findall(path.read_text(encoding="utf-8"))
        if used.split("/")[0] in surfaces - {_surface_of(path), "ui"}
    ]
    assert wrong == []


def _surface_of(path: Path) -> str:
    parts = path.relative_to(plan.PACKAGE).parts
    return parts[1] if parts[0] == "web" else ""
