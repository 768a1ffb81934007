# SPDX-License-Identifier: Apache-2.0
"""Analyses on paper: every number of the screen can be read out of the PDF, in Japanese too, and no letter is missing."""

import io
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pypdf
import pytest

from omotenashi.web.console.figures.tests.lake import DAY
from omotenashi.web.console.tests import shop
from omotenashi.web.ui import build, prints

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("shop_lake"),
    pytest.mark.skipif(
        not list((build.BUILT / "assets").glob("fonts-*.css")),
        reason="the front end is not built: no letters to print with",
    ),
]


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.HOME = SimpleNamespace(files=tmp_path_factory.getbasetemp() / "letters-of-tests")


def words(paper: bytes) -> str:
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages))


@pytest.mark.parametrize("name", ["f2", "rfm", "ltv-table", "new-repeat"])
def test_the_paper_says_what_the_screen_says(name: str) -> None:
    client = shop.signed_in(language="ja")
    screen: Any = client.get(f"/console/figures/{name}/?{DAY}")
    answer = client.get(f"/console/figures/{name}/export/?{DAY}&format=pdf")
    assert answer["Content-Type"] == "application/pdf"
    said = words(answer.content)
    blocks = screen.context["blocks"]
    cells = [cell.text for one in blocks if one.kind == "table" for row in one.body.rows for cell in row]
    cells += [cell.value for one in blocks if one.kind == "matrix" for line in one.body.lines for cell in line.cells]
    assert len(cells) > 5
    assert [cell for cell in cells if re.sub(r"\s+", "", cell) not in said] == []
    assert re.sub(r"\s+", "", screen.context["definition"]) in said


def test_what_has_no_letter_is_refused_and_what_typst_warns_of_too() -> None:
    template = "#let d = json(bytes(sys.inputs.data))\n#set text(font: d.fonts)\n#d.text"
    assert "顧客生涯価値¥1,234−5%" in words(prints.pdf(template, {"text": "顧客生涯価値 ¥1,234 −5%"}))
    with pytest.raises(prints.Unprintable, match="no letter for 𓀀"):
        prints.pdf(template, {"text": "象形 𓀀"})
    with pytest.raises(prints.Unprintable, match="unknown font family"):
        prints.pdf(template.replace("d.fonts", '("None such",)'), {"text": "a"})
    with pytest.raises(prints.Unprintable, match="unknown variable"):
        prints.pdf("#nothing", {"text": "a"})


def test_words_of_people_are_text_and_never_commands() -> None:
    template = "#let d = json(bytes(sys.inputs.data))\n#set text(font: d.fonts)\n#d.text"
    assert words(prints.pdf(template, {"text": '#panic("x") $a$ *b*'})) == '#panic("x")$a$*b*'


def test_whoever_may_not_export_gets_no_paper() -> None:
    assert shop.signed_in("support").get("/console/figures/f2/export/?format=pdf").status_code == 403


def test_the_letters_are_made_once(tmp_path: Path, settings: Any) -> None:
    settings.HOME = SimpleNamespace(files=tmp_path)
    template = "#let d = json(bytes(sys.inputs.data))\n#set text(font: d.fonts)\n#d.text"
    prints.pdf(template, {"text": "売上"})
    made = {one.name: one.stat().st_mtime_ns for one in (tmp_path / "letters").iterdir()}
    prints.pdf(template, {"text": "売上"})
    assert {one.name: one.stat().st_mtime_ns for one in (tmp_path / "letters").iterdir()} == made
    assert {name.rpartition("-")[2] for name in made} == {"400.ttf", "700.ttf"}
