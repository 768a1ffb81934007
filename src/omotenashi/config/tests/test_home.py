# SPDX-License-Identifier: Apache-2.0
"""The folder of a retailer's data."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from omotenashi.config import home as homes
from omotenashi.config.home import Home


def test_the_home_is_the_one_the_environment_names(tmp_path: Path) -> None:
    assert homes.here(environ={"OMOTENASHI_HOME": str(tmp_path)}).path == tmp_path
    assert homes.here(environ={}).path == Path.cwd() / ".omotenashi"


def test_looking_at_a_home_makes_nothing(tmp_path: Path) -> None:
    home = Home(path=tmp_path / "shop")
    assert home.exists is False
    assert list(tmp_path.iterdir()) == []


def test_a_new_home_is_closed_to_others_and_stays_as_it_is(tmp_path: Path) -> None:
    home = Home(path=tmp_path / "shop")
    homes.create(home=home)
    secret = homes.secret_key(home=home)
    homes.create(home=home)
    assert homes.secret_key(home=home) == secret
    assert len(secret) == 86
    modes = {path.name: path.stat().st_mode & 0o777 for path in sorted(home.path.iterdir())}
    assert modes == {"files": 0o700, "lake": 0o700, "logs": 0o700, "secret.key": 0o600, "static": 0o700}


def test_many_first_starts_at_once_agree_on_one_secret(tmp_path: Path) -> None:
    home = Home(path=tmp_path / "shop")
    with ThreadPoolExecutor(max_workers=8) as pool:
        secrets = set(pool.map(lambda _: homes.secret_key(home=home), range(32)))
    assert len(secrets) == 1
    assert [path.name for path in home.path.iterdir()] == ["secret.key"]
