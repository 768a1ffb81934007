# SPDX-License-Identifier: Apache-2.0
"""The plan itself: import-linter keeps it, and what is built has no brackets any more."""

import subprocess
import sys
from pathlib import Path

from tests.architecture import plan, sources


def test_every_folder_with_python_files_has_an_init() -> None:
    """1. A folder without one is invisible to import-linter, and so is everything it imports."""
    folders = {
        path.parent for path in (*sources.files(plan.PACKAGE, ".py"), *sources.files(plan.ROOT / "tests", ".py"))
    }
    bare = sorted(str(folder.relative_to(plan.ROOT)) for folder in folders if not (folder / "__init__.py").exists())
    assert bare == []


def test_imports_go_down() -> None:
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [program, "--config", "floor-plan.toml", "--no-cache"],
        cwd=plan.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]


def test_what_is_built_stands_without_brackets() -> None:
    kept = [
        f"omotenashi.{floor}.{name}"
        for floor in plan.floors()
        if floor not in plan.WHOLE_APPS  # the names inside an app keep their brackets
        for name in sorted(plan.in_brackets(f"omotenashi.{floor}"))
        if any((plan.PACKAGE / floor / name).glob("*.py")) or (plan.PACKAGE / floor / f"{name}.py").exists()
    ]
    assert kept == []
