# SPDX-License-Identifier: Apache-2.0
"""Which of our channels another system's word means."""

import re
from functools import lru_cache

from omotenashi.base.text.forms import nfkc

_WORDS = (
    ("LINE", re.compile(r"(?<!on)(?<!off)line\b|(?<!オン)(?<!オフ)ライン")),
    ("MALL", re.compile(r"楽天|rakuten|amazon|アマゾン|yahoo|ヤフー|モール|mall|market|zozo|qoo10|au ?pay")),
    ("PHONE", re.compile(r"電話|tel|phone|fax|コール|call")),
    ("APP", re.compile(r"アプリ|app\b|mobile")),
    ("STORE", re.compile(r"店舗|店頭|実店舗|直営|pos|store|shop\b|レジ|retail|対面")),
    ("DM", re.compile(r"はがき|葉書|郵送|カタログ|catalog|dm\b")),
    ("EC", re.compile(r"ec|web|online|オンライン|ネット|通販|自社サイト|internet|pc|サイト")),
)


@lru_cache(maxsize=1024)
def code(text: str) -> str:
    """EC, STORE, LINE, PHONE, MALL, APP, DM, or the text itself in capitals (at most 40 characters)."""
    word = nfkc(text).strip().casefold()
    found = next((name for name, pattern in _WORDS if pattern.search(word)), None)
    return found or nfkc(text).strip().upper()[:40]


def default(*, preset: str, has_location: bool) -> str:
    """The channel of a file that names none: a till's file is STORE, a mall's MALL, others EC."""
    if preset.startswith("rakuten"):
        return "MALL"
    if preset.startswith("smaregi") or has_location:
        return "STORE"
    return "EC"
