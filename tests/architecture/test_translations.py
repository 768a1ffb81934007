# SPDX-License-Identifier: Apache-2.0
"""Every text that somebody may read is there in Japanese."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

from omotenashi.config import messages

_WHOLE = messages.LOCALE.parent
_PLAIN, _MANY, _SAID = None, (1, 2), ((1, "c"), 2)
_CALLS = {
    "_": _PLAIN, "N_": _PLAIN, "lazy": _PLAIN, "gettext": _PLAIN, "gettext_lazy": _PLAIN, "gettext_noop": _PLAIN,
    "ngettext": _MANY, "ngettext_lazy": _MANY, "pgettext": _SAID, "pgettext_lazy": _SAID,
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip
# Labels of measures are looked for in this context first.
_MEASURE = "measure"


def _sources() -> Iterator[tuple[Path, str]]:
    for kind in ("*.py", "*.html", "*.txt"):
        for path in sorted(_WHOLE.rglob(kind)):
            if not {"tests", "node_modules", "static"} & set(path.parts):
                text = path.read_text()
                yield path, text if kind == "*.py" else templatize(text, origin=str(path))


def _said(text: str) -> Iterator[tuple[int, str | None, str]]:
    found: Any = extract_python(io.BytesIO(text.encode()), _CALLS, [], {})
    for line, call, said, _comments in found:
        words = said if isinstance(said, tuple) else (said,)
        context, message = (words[0], words[1]) if "pgettext" in call else (None, words[0])
        if message:
            yield line, context, message


def _is_there(known: Catalog, context: str | None, message: str) -> bool:
    contexts = (context,) if context else (None, _MEASURE)
    return any(one is not None and bool(one.string) for one in (known.get(message, at) for at in contexts))


def test_every_text_of_code_and_templates_is_translated() -> None:
    known = messages.merged(language=messages.LOCALE / "ja")
    lacking = [
        f"{path.relative_to(_WHOLE)}:{line} {message!r}"
        for path, text in _sources()
        for line, context, message in _said(text)
        if not _is_there(known, context, message)
    ]
    assert lacking == []


def test_a_text_without_translation_is_found() -> None:
    [(_line, context, message)] = _said('_("A text that nobody ever translated")')
    assert _is_there(messages.merged(language=messages.LOCALE / "ja"), context, message) is False
