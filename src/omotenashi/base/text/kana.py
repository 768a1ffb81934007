# SPDX-License-Identifier: Apache-2.0
"""Kana in one form: full-width katakana for storing, folded katakana for searching and sorting."""

import re
import unicodedata

from omotenashi.base.text.forms import nfkc

_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)} | {
    0x309D: 0x30FD,
    0x309E: 0x30FE,
}
_TO_HIRAGANA = {katakana: hiragana for hiragana, katakana in _TO_KATAKANA.items()}
_SMALL = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_VU = (("ヴァ", "バ"), ("ヴィ", "ビ"), ("ヴェ", "ベ"), ("ヴォ", "ボ"), ("ヴ", "ブ"))
_OLD = str.maketrans("ヰヱヲヂヅ", "イエオジズ")
_ROWS = {
    "ア": "アカガサザタダナハバパマヤャラワァヵ",
    "イ": "イキギシジチニヒビピミリィ",
    "ウ": "ウクグスズツヌフブプムユュルゥッ",
    "エ": "エケゲセゼテデネヘベペメレェヶ",
    "オ": "オコゴソゾトドノホボポモヨョロォ",
}
_VOWEL = {kana: vowel for vowel, row in _ROWS.items() for kana in row}
_KANA_ONLY = re.compile(r"[\u30a1-\u30fa\u30fc-\u30fe\u30fb\s]+")


def katakana(text: str) -> str:
    """`text` as full-width katakana: half-width kana widened, hiragana turned, the rest kept.

    「ー」 that was typed as a hyphen after kana becomes the long-vowel sign.
    """
    if text.isascii():
        return text
    wide = nfkc(text).translate(_TO_KATAKANA)
    return re.sub(
        r"(?<=[\u30a1-\u30fa])[-\u2010\u2013\u2014\u2015\u2212](?=[\u30a1-\u30fa\s]|$)",
        "ー",
        wide,
    )


def hiragana(text: str) -> str:
    """`text` with full-width katakana as hiragana (ヴ → ゔ); the rest kept."""
    return katakana(text).translate(_TO_HIRAGANA)


def is_kana(text: str) -> bool:
    """True when `text`, in any width, holds nothing but kana, long-vowel signs, dots and spaces."""
    return bool(text.strip()) and _KANA_ONLY.fullmatch(katakana(text).strip()) is not None


def folded(text: str) -> str:
    """The search form: hiragana = katakana, ッ = ツ, ヴ = ブ, ヲ = オ, ヅ = ズ, long vowels dropped.

    Long vowels are dropped both when written 「ー」 and when written out after オ/ウ (オオノ and
    オーノ meet; ユウコ and ユーコ meet), so search finds more rather than less.
    """
    if text.isascii():
        return text
    wide = katakana(text)
    for written, read in _VU:
        wide = wide.replace(written, read)
    wide = wide.translate(_SMALL).translate(_OLD)
    out: list[str] = []
    for char in wide:
        if not (char == "ー" or (out and _is_long(out[-1], char))):
            out.append(char)
    return "".join(out)


def sort_key(text: str) -> tuple[str, str]:
    """Order of the Japanese syllabary: voiced marks and small kana decide only between equals."""
    wide = katakana(text).replace(" ", "").replace("\u3000", "")
    spelled = "".join(_VOWEL.get(wide[i - 1], "") if c == "ー" and i else c for i, c in enumerate(wide))
    base = "".join(c for c in unicodedata.normalize("NFD", spelled) if not unicodedata.combining(c))
    return base.translate(_SMALL), spelled


def _is_long(before: str, char: str) -> bool:
    vowel = _VOWEL.get(before)
    return (vowel == "オ" and char in "オウ") or (vowel == "ウ" and char == "ウ")
