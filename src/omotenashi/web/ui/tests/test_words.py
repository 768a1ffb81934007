# SPDX-License-Identifier: Apache-2.0
"""Japanese is complete: every message of the screens has its translation in a fragment of locale/ja."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

WEB = Path(__file__).resolve().parents[2]
KEYWORDS = {
    "gettext": None,
    "_": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def said(path: Path) -> Iterator[tuple[str, str | None]]:
    """Every message id of a source with its context."""
    source = path.read_text()
    code = templatize(source) if path.suffix == ".html" else source
    for _line, message, _comments, context in extract("python", BytesIO(code.encode()), keywords=KEYWORDS):
        yield (message if isinstance(message, str) else message[0]), context


def translated() -> Iterator[tuple[str, str | None]]:
    """Every message id with its context that a fragment translates."""
    for fragment in (WEB.parent / "locale" / "ja").glob("*.po"):
        with fragment.open("rb") as source:
            for message in read_po(source, locale="ja"):
                if message.string and any(message.string):
                    yield (message.id if isinstance(message.id, str) else message.id[0]), message.context


def test_every_message_of_the_screens_is_said_in_japanese() -> None:
    known = set(translated())
    sources = [path for path in WEB.rglob("*") if path.suffix in (".py", ".html") and "node_modules" not in path.parts]
    missing = {
        message
        for path in sources
        if "tests" not in path.parts
        for message, context in said(path)
        if message and (message, context) not in known
    }
    assert sorted(missing) == []
