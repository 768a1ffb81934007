# SPDX-License-Identifier: Apache-2.0
"""Typed readers of the environment, and addresses of databases."""

from pathlib import Path

import pytest

from omotenashi.config import env


def test_a_flag_reads_yes_and_no_in_several_spellings() -> None:
    said = {"A": "1", "B": "Yes", "C": " on ", "D": "0", "E": "", "F": "false"}
    assert [env.flag(name, environ=said) for name in "ABCDEF"] == [True, True, True, False, False, False]
    assert env.flag("NOT_SET", True, environ=said) is True


def test_a_flag_that_is_neither_yes_nor_no_is_refused() -> None:
    with pytest.raises(env.BadSetting, match="A='maybe'"):
        env.flag("A", environ={"A": "maybe"})


def test_a_number_that_is_none_is_refused() -> None:
    assert env.number("A", 3, environ={"A": " 42 "}) == 42
    with pytest.raises(env.BadSetting, match="A='4x'"):
        env.number("A", 3, environ={"A": "4x"})


def test_a_list_drops_blanks_and_empty_parts() -> None:
    assert env.listed("A", environ={"A": " shop.example, ,127.0.0.1 "}) == ["shop.example", "127.0.0.1"]
    assert env.listed("B", ("localhost",), environ={}) == ["localhost"]


def test_a_path_is_absolute() -> None:
    assert env.path("A", Path("/x"), environ={"A": "/srv/../srv/shop"}) == Path("/srv/../srv/shop")
    assert env.path("B", Path("/x"), environ={}) == Path("/x")


def test_an_address_with_a_host_becomes_settings() -> None:
    found = env.database("postgres://hana:se%40cret@db.example:6432/shop?sslmode=require")
    assert found == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "shop",
        "USER": "hana",
        "PASSWORD": "se@cret",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require"},
    }


def test_an_address_with_a_socket_becomes_settings() -> None:
    found = env.database("postgresql://omotenashi@/omotenashi?host=%2Ftmp%2Fa%20b%2Frun&port=5432")
    assert (found["HOST"], found["PORT"], found["USER"], found["NAME"]) == (
        "/tmp/a b/run",  # noqa: S108 - a name, not a file
        "5432",
        "omotenashi",
        "omotenashi",
    )


@pytest.mark.parametrize("address", ["mysql://a/b", "postgresql://hana@db.example/", "nonsense"])
def test_an_address_of_something_else_is_refused(address: str) -> None:
    with pytest.raises(env.BadSetting):
        env.database(address)
