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
# Most texts hold none of these: asking first is much cheaper than translating.
_HIRAGANA = re.compile("[\u3041-\u3096\u309d\u309e]")
_LONG_MARK = re.compile(r"(?<=[\u30a1-\u30fa])[-\u2010\u2013\u2014\u2015\u2212](?=[\u30a1-\u30fa\s]|$)")
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
_FOLDED = _SMALL | _OLD
_TO_FOLD = re.compile("[ァィゥェォッャュョヮヵヶヰヱヲヂヅ]")
# A sign of length, or オ and ウ that lengthen the vowel before them.
_LENGTHS = re.compile(f"([{_ROWS['オ']}])[オウー]+|([{_ROWS['ウ']}])[ウー]+|ー")
_KANA_ONLY = re.compile(r"[\u30a1-\u30fa\u30fc-\u30fe\u30fb\s]+")


def katakana(text: str) -> str:
    """`text` as full-width katakana: half-width kana widened, hiragana turned, the rest kept.

    「ー」 that was typed as a hyphen after kana becomes the long-vowel sign.
    """
    if text.isascii():
        return text
    wide = nfkc(text)
    if _HIRAGANA.search(wide):
        wide = wide.translate(_TO_KATAKANA)
    return _LONG_MARK.sub("ー", wide)


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
    if "ヴ" in wide:
        for written, read in _VU:
            wide = wide.replace(written, read)
    if _TO_FOLD.search(wide):
        wide = wide.translate(_FOLDED)
    return _LENGTHS.sub(r"\1\2", wide)


def sort_key(text: str) -> tuple[str, str]:
    """Order of the Japanese syllabary: voiced marks and small kana decide only between equals."""
    wide = katakana(text).replace(" ", "").replace("\u3000", "")
    spelled = "".join(_VOWEL.get(wide[i - 1], "") if c == "ー" and i else c for i, c in enumerate(wide))
    base = "".join(c for c in unicodedata.normalize("NFD", spelled) if not unicodedata.combining(c))
    return base.translate(_SMALL), spelled
