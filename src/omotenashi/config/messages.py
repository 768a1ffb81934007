# SPDX-License-Identifier: Apache-2.0
"""Build the message catalogues: `locale/<language>/*.po` become one `LC_MESSAGES/django.mo` a language.

Each area keeps its own small .po file. Only Babel is needed, no gettext tools, and no Django: the build hook
of the package calls `build()` too. By hand: `python -m omotenashi.config.messages`.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parents[1] / "locale"


def build(*, locale: Path = LOCALE) -> list[Path]:
    """Compile every language under `locale` and return the .mo files, `LC_MESSAGES/django.mo` each."""
    return [_compile(language) for language in sorted(locale.iterdir()) if any(language.glob("*.po"))]


def merged(*, language: Path) -> Catalog:
    """Return one catalogue of all fragments of a language folder; of two translations the first stays."""
    whole = Catalog(locale=language.name, charset="utf-8")
    for _fragment, message in _messages(language):
        if whole.get(message.id, message.context) is None:
            whole[message.id] = Message(message.id, message.string, flags=message.flags, context=message.context)
    return whole


def contradictions(*, language: Path) -> list[str]:
    """Return one line for each message that two fragments translate differently; a test wants none."""
    seen: dict[tuple[object, object], tuple[str, object]] = {}
    found = []
    for fragment, message in _messages(language):
        earlier, said = seen.setdefault((message.id, message.context), (fragment, message.string))
        if said != message.string:
            found.append(f"{message.id!r}: {said!r} in {earlier}, {message.string!r} in {fragment}")
    return found


def _messages(language: Path) -> Iterator[tuple[str, Message]]:
    for fragment in sorted(language.glob("*.po")):
        with fragment.open("rb") as source:
            part = read_po(source, locale=language.name, abort_invalid=True)
        for message in part:
            if message.id and message.string and not message.fuzzy and any(_forms(message)):
                yield fragment.name, message


def _forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def _compile(language: Path) -> Path:
    target = language / "LC_MESSAGES" / "django.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    # A name of its own: two programs may compile at once.
    draft = target.with_suffix(f".{os.getpid()}.draft")
    with draft.open("wb") as out:
        write_mo(out, merged(language=language))
    draft.replace(target)
    return target


if __name__ == "__main__":
    for path in build():
        sys.stdout.write(f"{path}\n")
