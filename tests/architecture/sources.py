# SPDX-License-Identifier: Apache-2.0
"""The sources as trees, and what the tests of the borders look for in them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.architecture.plan import PACKAGE, ROOT

# What others make: installed packages, built assets, caches.
_FOREIGN = frozenset({"node_modules", "__pycache__", "static", ".venv"})


@dataclass(frozen=True)
class Source:
    """A Python file: where it lies, its name as a module, its tree and its number of lines."""

    path: Path
    module: str
    tree: ast.Module
    lines: int

    @property
    def shown(self) -> str:
        """Give the path as a message shows it."""
        return str(self.path.relative_to(ROOT))

    @property
    def is_test(self) -> bool:
        """Say whether the file belongs to tests."""
        return "tests" in self.path.relative_to(ROOT).parts

    @property
    def is_migration(self) -> bool:
        """Say whether the file is a migration."""
        return "migrations" in self.path.parts


@dataclass(frozen=True)
class Imported:
    """A name in a module and what it stands for: `full` is the dotted path of the module or of the thing in it."""

    name: str
    full: str
    line: int


@cache
def all_sources() -> tuple[Source, ...]:
    """Read every Python file of the package."""
    return tuple(read(path) for path in sorted(files(PACKAGE, ".py")))


def production() -> list[Source]:
    """Give what runs in a shop: no tests, no migrations."""
    return [source for source in all_sources() if not source.is_test and not source.is_migration]


def files(folder: Path, suffix: str) -> Iterator[Path]:
    """Give our own files of a kind below a folder."""
    for path in folder.rglob(f"*{suffix}"):
        if not _FOREIGN & set(path.relative_to(ROOT).parts):
            yield path


def read(path: Path) -> Source:
    """Read one Python file."""
    text = path.read_text(encoding="utf-8")
    base = ROOT / "src" if path.is_relative_to(PACKAGE) else ROOT
    parts = path.relative_to(base).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Source(path, name, ast.parse(text, filename=str(path)), len(text.splitlines()))


def imports(tree: ast.AST) -> Iterator[Imported]:
    """Give every import, also those inside functions. We import absolutely only (ruff sees to it)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Imported(alias.asname or alias.name.split(".")[0], alias.name, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield Imported(alias.asname or alias.name, f"{node.module}.{alias.name}", node.lineno)


def texts(tree: ast.AST) -> Iterator[ast.Constant]:
    """Give every text in the code, docstrings excepted."""
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node


def root_of(node: ast.AST) -> ast.Name | None:
    """Give the name at the beginning of a chain of attributes, calls and slices: `Order` in `Order.objects.all()[0]`."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node if isinstance(node, ast.Name) else None
