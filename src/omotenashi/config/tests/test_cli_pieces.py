# SPDX-License-Identifier: Apache-2.0
"""The pure pieces of the command line: shared options, language, harmless cells, problems in words."""

import ast
from pathlib import Path

import pytest

from omotenashi.config import messages
from omotenashi.config.cli import frame, language, problems, shared, spreadsheet

CLI = Path(language.__file__).parent


@pytest.mark.parametrize(
    "line",
    ["--home /a measure f2", "measure --home /a f2", "measure f2 --home=/a", "--home /b measure f2 --home /a"],
)
def test_the_home_may_stand_anywhere(line: str) -> None:
    assert shared.split(arguments=line.split()) == ({"--home": "/a"}, ["measure", "f2"])


def test_after_two_dashes_everything_belongs_to_the_command() -> None:
    assert shared.split(arguments=["manage", "--", "--home", "x"]) == ({}, ["manage", "--", "--home", "x"])


def test_a_home_without_a_value_is_refused() -> None:
    with pytest.raises(shared.NoValue, match="--home"):
        shared.split(arguments=["measure", "--home"])


@pytest.mark.parametrize(
    ("wish", "environ", "expected"),
    [
        ("", {}, "en"),
        ("", {"LANG": "C.UTF-8"}, "en"),
        ("", {"LANG": "ja_JP.UTF-8"}, "ja"),
        ("", {"LC_ALL": "en_US.UTF-8", "LANG": "ja_JP.UTF-8"}, "en"),
        ("", {"OMOTENASHI_LANG": "ja", "LC_ALL": "C"}, "ja"),
        ("en", {"OMOTENASHI_LANG": "ja"}, "en"),
        ("de", {"LANG": "ja_JP.UTF-8"}, "en"),
    ],
)
def test_the_language_follows_the_wish_then_the_terminal(wish: str, environ: dict[str, str], expected: str) -> None:
    assert language.preferred(wish=wish, environ=environ) == expected


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1", "-"])
def test_a_formula_is_disarmed(text: str) -> None:
    assert spreadsheet.harmless(text) == f"'{text}"


@pytest.mark.parametrize("value", ["", "茶碗", "-12.5", "+819012345678", "a=b", -3, 1.5, None, True])
def test_what_is_no_formula_stays_as_it_is(value: object) -> None:
    assert spreadsheet.harmless(value) is value


def test_a_known_error_is_told_in_words_and_an_unknown_one_is_not() -> None:
    assert problems.explain(error=frame.Problem("Do this.")) == "Do this."
    assert problems.explain(error=KeyError("x")) is None


def test_every_message_of_the_command_line_is_translated() -> None:
    catalogue = messages.merged(language=messages.LOCALE / "ja")
    assert [text for text in sorted(_messages()) if catalogue.get(text) is None] == []


def _messages() -> set[str]:
    found = set()
    for path in CLI.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add(first.value)
    return found
