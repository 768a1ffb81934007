# SPDX-License-Identifier: Apache-2.0
"""What screen readers hear on the canvas stands in the language of the page: every word the drawing asks for is there."""

import re
from pathlib import Path

from django.utils.translation import override

from omotenashi.web import ui
from omotenashi.web.console.journeys import canvas_words

_ISLAND = Path(ui.__file__).parent / "frontend" / "islands" / "journeys"
_ASKED = re.compile(r'(?:\bwords\(|\bsay\(page\.words, |\bsay\(board\.page\.words, )"(\w+)"')
_HEARD = re.compile(r'"(?:[\w.]*ariaLabel|[\w.]*a11yDescription[\w.]*)": (?:[^"]*)words\("(\w+)"')


def _asked(pattern: re.Pattern[str]) -> set[str]:
    return {key for file in _ISLAND.glob("*.ts*") for key in pattern.findall(file.read_text(encoding="utf-8"))}


def test_every_word_the_canvas_asks_for_is_said() -> None:
    with override("en"):
        assert _asked(_ASKED) - set(canvas_words.spoken()) == set()


def test_what_is_heard_is_heard_in_both_languages() -> None:
    heard = _asked(_HEARD) | {"card", "way", "way_end", "way_to", "way_open", "made_with"}
    said = {}
    for language in ("en", "ja"):
        with override(language):
            said[language] = canvas_words.spoken()
    assert (len(heard), {key for key in heard if said["en"][key] == said["ja"][key]}) == (16, set())
