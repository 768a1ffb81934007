# SPDX-License-Identifier: Apache-2.0
"""The pytest plugin of the house: a throwaway PostgreSQL, a home that is nobody's, browsers, and the folder beside us.

Loaded by `-p omotenashi.config.testing` in pyproject.toml, before Django reads its settings. With DATABASE_URL set,
the tests use that server and make their own databases in it.
"""

import itertools
import os
import shutil
import tempfile
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from omotenashi.config import home as homes
from omotenashi.config.home import Home
from omotenashi.config.postgres import launcher
from omotenashi.config.postgres.launcher import Lease

pytest_plugins = ["omotenashi.config.testing_tables"]
ROOT = Path(__file__).resolve().parents[3]
PREFIX = "omotenashi-test-"
SECRET = "only-for-tests-only-for-tests-only-for-tests-only-for-tests"  # noqa: S105 - protects nothing
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OLD_SECONDS = 1800
# A busy machine is not a defect: what takes long is no failure.
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")
TESTS = itertools.count()
# What a browser was waited for in vain: the words of its error, as pytest-rerunfailures reads them (ADR 0087).
IN_VAIN = [r"^TimeoutError", r"^AssertionError: (Locator|Page) expected"]
HOME_KEY = pytest.StashKey[Path]()
LEASE_KEY = pytest.StashKey[Lease]()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """Set the environment before pytest-django loads the settings; workers of xdist find it set."""
    os.environ["OMOTENASHI_TESTING"] = "1"
    os.environ.setdefault("OMOTENASHI_SECRET", SECRET)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "omotenashi.config.settings")
    if "PYTEST_XDIST_WORKER" not in os.environ:
        _sweep()
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        # Root's server runs under another account, which must be able to walk down.
        folder.chmod(0o711)
        # Whitenoise warns where it is missing, and warnings are errors here.
        (folder / "static").mkdir()
        early_config.stash[HOME_KEY] = folder
        os.environ["OMOTENASHI_HOME"] = str(folder)
        homes.create(home=Home(path=folder))
        if not os.environ.get("DATABASE_URL"):
            lease = launcher.start(home=Home(path=folder), durable=False, idle=5.0)
            early_config.stash[LEASE_KEY] = lease
            os.environ["DATABASE_URL"] = lease.url
    yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Play a story in a browser once more where it waited in vain; the summary names each that needed it."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=IN_VAIN))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and remove its folder."""
    lease = config.stash.get(LEASE_KEY, None)
    if lease is not None:
        lease.close()
        launcher.discard(home=lease.home)
        del os.environ["DATABASE_URL"]
    folder = config.stash.get(HOME_KEY, None)
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def _lake_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every test a lake where nothing lies: processes share one home, and what one fills another must not read."""
    from django.conf import settings

    number = f"{os.getpid()}-{next(TESTS)}"
    monkeypatch.setattr(settings, "LAKE_PATH", Path(os.environ["OMOTENASHI_HOME"]) / "lakes" / number, raising=False)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of designs and data beside the project; tests that need it are skipped where it is absent."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder ../shared is not there")
    return folder


@pytest.fixture(scope="session")
def chromium() -> Path:
    """An installed Chromium (OMOTENASHI_CHROMIUM names another); without one the test is skipped."""
    named = os.environ.get("OMOTENASHI_CHROMIUM")
    for candidate in (named,) if named else CHROMIUMS:
        found = shutil.which(candidate)
        if found:
            return Path(found)
    pytest.skip("no Chromium found: install the package chromium, or name one in OMOTENASHI_CHROMIUM")


@pytest.fixture(scope="session")
def chromium_arguments() -> list[str]:
    """What Chromium needs on this machine: root has no sandbox, containers have little shared memory."""
    return ["--disable-dev-shm-usage", "--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]


@pytest.fixture(scope="session")
def browser(chromium: Path, chromium_arguments: list[str]) -> Iterator[Any]:
    """A running Chromium under Playwright, without a window; one for all tests of a process."""
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop running in this thread; Django takes that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=chromium_arguments)
        yield running
        running.close()


@pytest.fixture(autouse=True)
def _closes_its_pages(request: pytest.FixtureRequest) -> Iterator[None]:
    """Close the pages that a test opened: one that draws goes on drawing beside all the tests that follow."""
    if "browser" not in request.fixturenames:
        yield
        return
    browser = request.getfixturevalue("browser")
    before = list(browser.contexts)
    yield
    for context in browser.contexts:
        if context not in before:
            context.close()


def _sweep() -> None:
    """Remove what test runs that were killed left behind: old, ours, and nobody holds a lease on their server."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        home = Home(path=folder)
        try:
            found = folder.stat()
        except FileNotFoundError:
            continue
        old = time.time() - found.st_mtime > OLD_SECONDS
        if old and found.st_uid == os.geteuid() and not launcher.in_use(home=home):
            launcher.discard(home=home)
            shutil.rmtree(folder, ignore_errors=True)
