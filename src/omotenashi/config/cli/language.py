# SPDX-License-Identifier: Apache-2.0
"""The language of the command line, without Django: `--lang`, OMOTENASHI_LANG, then the locale of the terminal.

Messages come from the same catalogue as the pages.
"""

import gettext
import os
from collections.abc import Mapping
from pathlib import Path

LOCALE = Path(__file__).resolve().parents[2] / "locale"
KNOWN = ("ja", "en")
VARIABLES = ("OMOTENASHI_LANG", "LC_ALL", "LC_MESSAGES", "LANG")

_chosen: list[gettext.NullTranslations] = [gettext.NullTranslations()]


def choose(*, wish: str, environ: Mapping[str, str]) -> str:
    """Set the language for all messages from here on, for child processes too, and return it."""
    code = preferred(wish=wish, environ=environ)
    os.environ["OMOTENASHI_LANG"] = code
    _chosen[0] = gettext.translation("django", localedir=LOCALE, languages=[code], fallback=True)
    return code


def preferred(*, wish: str, environ: Mapping[str, str]) -> str:
    """Return `ja` or `en`: the first that anybody asked for, English where nobody asked for one we know."""
    for said in (wish, *(environ.get(name, "") for name in VARIABLES)):
        if said:
            return said[:2].lower() if said[:2].lower() in KNOWN else "en"
    return "en"


def say(message: str) -> str:
    """Translate one message."""
    return _chosen[0].gettext(message) if message else ""
