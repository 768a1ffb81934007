# SPDX-License-Identifier: Apache-2.0
"""The command line as people type it, on the tests' database server."""

import csv
import json
import os
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from omotenashi.config.home import Home

SOURCE = Path(__file__).resolve().parents[3]
NAME = "cli"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of a retailer that `init` made, with a database of its own on the tests' server."""
    url = os.environ["DATABASE_URL"]
    name = f"{NAME}_{os.getpid()}"
    with psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        environment = {**os.environ, "OMOTENASHI_LANG": "en", "PYTHONPATH": str(SOURCE)}
        environment |= {"OMOTENASHI_HOME": str(tmp_path_factory.mktemp("shop")), "DATABASE_URL": _named(url, name)}
        yield _initialised(environment)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_help_is_quick_and_speaks_japanese() -> None:
    start = time.process_time()
    asked = _run({**os.environ, "PYTHONPATH": str(SOURCE)}, "--help", "--lang", "ja")
    assert time.process_time() - start < 5
    assert "デモの小売データを作成して起動" in asked.stdout
    assert asked.returncode == 0


def test_a_command_without_a_retailer_says_what_to_do(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "OMOTENASHI_LANG": "en"}
    asked = _run(environment, "--home", str(tmp_path / "none"), "measure", "f2")
    assert (asked.returncode, asked.stdout) == (1, "")
    assert "Run `omotenashi demo` or `omotenashi init`." in asked.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_unreachable_database_is_told_in_words(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "OMOTENASHI_LANG": "en"}
    environment["DATABASE_URL"] = f"postgresql://hana@/shop?host={tmp_path}"
    asked = _run(environment, "--home", str(tmp_path / "shop"), "init")
    assert asked.returncode == 1
    assert asked.stderr.startswith("omotenashi: The database cannot be reached:")
    assert "Traceback" not in asked.stderr


def test_staff_is_hired_once_and_a_weak_password_refused(shop: dict[str, str]) -> None:
    hired = _run(shop, "createuser", "--email", "hana@shop.example", "--role", "店長", "--password", "ocha-to-senbei-9")
    assert (hired.returncode, hired.stderr) == (0, "hana@shop.example may sign in as manager.\n")
    weak = _run(shop, "createuser", "--email", "ken@shop.example", "--password", "1234")
    odd = _run(shop, "createuser", "--email", "ken@shop.example", "--role", "king", "--password", "ocha-to-senbei-9")
    assert (weak.returncode, odd.returncode) == (1, 1)
    assert _rows(shop, "SELECT email, role FROM staff_staff") == [("hana@shop.example", "manager")]


def test_a_measure_of_an_empty_retailer_is_an_empty_answer(shop: dict[str, str]) -> None:
    asked = _run(shop, "measure", "f2", "--format", "json")
    answer = json.loads(asked.stdout)
    assert (sorted(answer), answer["rows"]) == (["as_of", "measure", "params", "population", "rows"], [])


def test_the_doctor_finds_nothing_bad(shop: dict[str, str]) -> None:
    asked = _run(shop, "doctor", "--json")
    found = {line["check"]: line["verdict"] for line in json.loads(asked.stdout)}
    assert {found[check] for check in ("Python", "Database", "Tables", "Version")} == {"ok"}


def test_an_export_holds_every_table_twice_and_no_password(shop: dict[str, str], tmp_path: Path) -> None:
    _execute(shop, "UPDATE staff_staff SET name = '=1+1'")
    asked = _run(shop, "export", str(tmp_path / "out"))
    assert asked.returncode == 0, asked.stderr
    counts = json.loads((tmp_path / "out" / "manifest.json").read_text())["tables"]
    files = {path.name for path in (tmp_path / "out").iterdir()}
    assert files == {"manifest.json"} | {f"{table}.{form}" for table in counts for form in ("csv", "parquet")}
    with (tmp_path / "out" / "staff_staff.csv").open(encoding="utf-8-sig", newline="") as sheet:
        rows = list(csv.DictReader(sheet))
    assert ("password" in rows[0], [row["name"] for row in rows]) == (False, ["'=1+1"])
    again = _run(shop, "export", str(tmp_path / "out"))
    assert again.returncode == 1


def test_a_backup_comes_back_whole_and_only_when_allowed(shop: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "shop.backup"
    home = Home(path=Path(shop["OMOTENASHI_HOME"]))
    (home.files / "receipt.txt").write_text("茶碗", encoding="utf-8")
    home.truth.mkdir()
    (home.truth / "world.json").write_text("{}")
    home.demo.write_text('{"seed": 1}')
    assert _run(shop, "backup", str(file)).returncode == 0
    with tarfile.open(file) as saved:
        assert sorted(saved.getnames()) == [
            "database.dump", "demo.json", "files", "files/receipt.txt", "manifest.json", "secret.key", "truth",
            "truth/world.json",
        ]  # fmt: skip
    assert file.stat().st_mode & 0o777 == 0o600
    _execute(shop, "DELETE FROM staff_staff")
    secret = home.secret.read_text()
    home.secret.write_text("another")
    (home.files / "receipt.txt").unlink()
    (home.truth / "world.json").unlink()
    home.demo.write_text("{}")
    restored = _run(shop, "restore", str(file), "--yes")
    assert restored.returncode == 0, restored.stderr
    assert _rows(shop, "SELECT count(*) FROM staff_staff") == [(1,)]
    assert (home.secret.read_text(), (home.files / "receipt.txt").read_text(encoding="utf-8")) == (secret, "茶碗")
    assert ((home.truth / "world.json").read_text(), home.demo.read_text()) == ("{}", '{"seed": 1}')


def test_an_import_is_taken_back_by_its_name(shop: dict[str, str], tmp_path: Path) -> None:
    sales = tmp_path / "sales.csv"
    sales.write_text("注文番号,注文日,商品コード,数量,単価\nUNDO-1,2026/1/2,S9,2,1200\n", encoding="utf-8")
    assert _run(shop, "import", str(sales)).returncode == 0
    shown = _run(shop, "import", "--undo", "last", "--dry-run")
    assert "Order records: 1 taken back, 0 kept" in shown.stderr
    assert _rows(shop, "SELECT count(*) FROM orders_order WHERE number = 'UNDO-1'") == [(1,)]
    done = _run(shop, "import", "--undo", "last", "--yes")
    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, "sales.csv was taken back.")
    assert _rows(shop, "SELECT count(*) FROM orders_order WHERE number = 'UNDO-1'") == [(0,)]
    assert _run(shop, "import", "--undo", "nonsense").returncode == 1


def test_a_file_that_is_no_backup_changes_nothing(shop: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(b"PK\x03\x04")
    before = _rows(shop, "SELECT count(*) FROM staff_staff")
    asked = _run(shop, "restore", str(file), "--yes")
    assert (asked.returncode, _rows(shop, "SELECT count(*) FROM staff_staff")) == (1, before)


def _initialised(environment: dict[str, str]) -> dict[str, str]:
    made = _run(environment, "init")
    assert made.returncode == 0, made.stderr
    return environment


def _run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "omotenashi.config.cli", *arguments],
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env=environment,
        timeout=300,
    )


def _named(url: str, name: str) -> str:
    head, _slash, tail = url.rpartition("/")
    _old, sign, options = tail.partition("?")
    return f"{head}/{name}{sign}{options}"


def _rows(shop: dict[str, str], statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(shop["DATABASE_URL"]) as connection:
        return connection.execute(statement).fetchall()


def _execute(shop: dict[str, str], statement: str) -> None:
    with psycopg.connect(shop["DATABASE_URL"]) as connection:
        connection.execute(statement)
