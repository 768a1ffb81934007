# SPDX-License-Identifier: Apache-2.0
"""Message catalogues from fragments."""

import gettext
from pathlib import Path

from omotenashi.config import messages

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def test_fragments_become_one_catalogue(tmp_path: Path) -> None:
    _fragment(tmp_path, "a.po", 'msgid "Customer"\nmsgstr "顧客"\n')
    _fragment(tmp_path, "b.po", 'msgctxt "register"\nmsgid "Hold"\nmsgstr "保留"\n\nmsgid "Open"\nmsgstr ""\n')
    assert messages.build(locale=tmp_path) == [tmp_path / "ja" / "LC_MESSAGES" / "django.mo"]
    found = gettext.translation("django", localedir=tmp_path, languages=["ja"])
    assert [found.gettext("Customer"), found.pgettext("register", "Hold"), found.gettext("Open")] == [
        "顧客",
        "保留",
        "Open",
    ]


def test_a_message_translated_twice_alike_is_no_contradiction(tmp_path: Path) -> None:
    _fragment(tmp_path, "a.po", 'msgid "Order"\nmsgstr "注文"\n')
    _fragment(tmp_path, "b.po", 'msgid "Order"\nmsgstr "注文"\n')
    assert messages.contradictions(language=tmp_path / "ja") == []


def test_a_message_translated_differently_is_named(tmp_path: Path) -> None:
    _fragment(tmp_path, "a.po", 'msgid "Order"\nmsgstr "注文"\n')
    _fragment(tmp_path, "b.po", 'msgid "Order"\nmsgstr "オーダー"\n')
    assert messages.contradictions(language=tmp_path / "ja") == ["'Order': '注文' in a.po, 'オーダー' in b.po"]
    messages.build(locale=tmp_path)
    assert gettext.translation("django", localedir=tmp_path, languages=["ja"]).gettext("Order") == "注文"


def test_our_own_fragments_agree() -> None:
    assert messages.contradictions(language=messages.LOCALE / "ja") == []


def _fragment(folder: Path, name: str, text: str) -> None:
    (folder / "ja").mkdir(exist_ok=True)
    (folder / "ja" / name).write_text(HEAD + text, encoding="utf-8")
