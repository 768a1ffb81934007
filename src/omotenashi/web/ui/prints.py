# SPDX-License-Identifier: Apache-2.0
"""Paper: a typst template and its data become a PDF whose text can be read out, in the letters of the screens.

The letters are those of the front end: slices of Noto Sans JP, one for some hundred characters. Those a text needs are made into
plain TrueType once and kept in the home. A character that no slice has, and any warning of typst, is an error: nobody gets a
page with boxes in it.
"""

import hashlib
import json
import re
import tempfile
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from django.conf import settings

from omotenashi.base.ids import new_id
from omotenashi.web.ui import build

WEIGHTS = (400, 700)
_FACE = re.compile(r"@font-face\s*\{[^}]*?url\(([^)]+\.woff2)\)[^}]*?unicode-range:([^;}]+)")


class Unprintable(Exception):
    """It cannot become paper as it is: letters are missing, or typst is not content; the message says which."""


def pdf(template: str, data: Any, *, files: Mapping[str, bytes] | None = None) -> bytes:
    """Set `template` (typst) with `data`, which it reads as `json(bytes(sys.inputs.data))`. Raises Unprintable.

    The families to set in are `data.fonts`, added here; `files` lie beside it under their names.
    """
    return _set(template, data, "pdf", 0, files or {})[0]


def pictures(template: str, data: Any, *, ppi: int = 144, files: Mapping[str, bytes] | None = None) -> list[bytes]:
    """Set the same as pictures (PNG), one a page. Raises Unprintable."""
    return _set(template, data, "png", ppi, files or {})


def _set(template: str, data: Any, kind: Literal["pdf", "png"], ppi: int, files: Mapping[str, bytes]) -> list[bytes]:
    # Both take a while to load, and no page needs them.
    import typst

    letters = _letters(_words(data) | set("0123456789.,-−–%¥/()… "))
    names = [file.stem.rpartition("-")[0] for file in letters[:: len(WEIGHTS)]]
    given = json.dumps({**data, "fonts": names}, ensure_ascii=False)
    with tempfile.TemporaryDirectory() as folder:
        main = Path(folder) / "main.typ"
        main.write_text(template, encoding="utf-8")
        for name, body in files.items():
            (Path(folder) / name).write_bytes(body)
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(letters[0].parent)]
        )
        try:
            answer: Any = typst.compile_with_warnings(
                main, format=kind, font_paths=fonts, sys_inputs={"data": given}, ppi=ppi or None
            )
        except typst.TypstError as refused:
            raise Unprintable(str(refused)) from refused
    made, warnings = answer
    if warnings:
        raise Unprintable("; ".join(str(one) for one in warnings))
    return [bytes(one) for one in made] if isinstance(made, list) else [bytes(made)]


def missing(text: Iterable[str]) -> set[str]:
    """Give the characters for which there is no letter."""
    known = {code for codes, _file in _slices() for code in codes}
    return {one for one in text if ord(one) not in known and not one.isspace()}


def _words(data: Any) -> set[str]:
    if isinstance(data, dict):
        return set().union(*(_words(one) for one in data.values()))
    if isinstance(data, list | tuple):
        return set().union(*(_words(one) for one in data))
    return set(data) if isinstance(data, str) else set()


def _letters(text: set[str]) -> list[Path]:
    """Give the TrueType files a text needs, each in every weight."""
    lost = missing(text)
    if lost:
        raise Unprintable(f"no letter for {' '.join(sorted(lost))}")
    codes = {ord(one) for one in text}
    needed = [file for own, file in _slices() if own & codes]
    return [_plain(file, weight) for file in needed for weight in WEIGHTS]


@lru_cache(maxsize=1)
def _slices() -> list[tuple[frozenset[int], Path]]:
    """Give what each slice holds: the style sheet of the front end says it."""
    sheets = sorted((build.BUILT / "assets").glob("fonts-*.css"), key=lambda one: one.stat().st_mtime)
    if not sheets:
        raise Unprintable("the front end was not built: there are no letters")
    found = _FACE.findall(sheets[-1].read_text(encoding="utf-8"))
    # Of two slices with one character the later rule holds, as in a browser.
    return [(_codes(ranges), sheets[-1].parent / Path(name.strip("'\"")).name) for name, ranges in reversed(found)]


def _codes(ranges: str) -> frozenset[int]:
    found: set[int] = set()
    for part in ranges.split(","):
        low, _dash, high = part.strip().upper().removeprefix("U+").partition("-")
        # A question mark stands for any digit.
        found.update(range(int(low.replace("?", "0"), 16), int((high or low).replace("?", "F"), 16) + 1))
    return frozenset(found)


def _plain(file: Path, weight: int) -> Path:
    """Give a slice as TrueType of one weight under a family of its own; made at the first need."""
    name = f"sheet{hashlib.sha256(file.name.encode()).hexdigest()[:10]}"
    made = Path(settings.HOME.files) / "letters" / f"{name}-{weight}.ttf"
    if not made.exists():
        made.parent.mkdir(parents=True, exist_ok=True)
        # Two who need it at once each write their own; the later takes the place of the same.
        draft = made.with_suffix(f".{new_id()}")
        _write(file, weight, name, draft)
        draft.replace(made)
    return made


def _write(file: Path, weight: int, name: str, target: Path) -> None:
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    font = instantiateVariableFont(TTFont(file), {"wght": weight})
    font.flavor = None
    for key, text in ((1, name), (2, "Bold" if weight > 400 else "Regular"), (4, name), (6, f"{name}-{weight}")):
        for platform in ((3, 1, 0x409), (1, 0, 0)):
            font["name"].setName(text, key, *platform)
    for key in (16, 17, 21, 22, 25):
        font["name"].removeNames(nameID=key)
    font["OS/2"].usWeightClass = weight
    font.save(target)
