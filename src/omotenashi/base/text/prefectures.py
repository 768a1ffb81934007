# SPDX-License-Identifier: Apache-2.0
"""The 47 prefectures in the order of their JIS X 0401 codes."""

from omotenashi.base.text.forms import plain

PREFECTURES = (
    "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県", "栃木県", "群馬県",
    "埼玉県", "千葉県", "東京都", "神奈川県", "新潟県", "富山県", "石川県", "福井県", "山梨県", "長野県",
    "岐阜県", "静岡県", "愛知県", "三重県", "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県",
    "鳥取県", "島根県", "岡山県", "広島県", "山口県", "徳島県", "香川県", "愛媛県", "高知県", "福岡県",
    "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県",
)  # fmt: skip

_BY_STEM = {name[:-1] if name != "北海道" else name: name for name in PREFECTURES}


def prefecture(text: str) -> str | None:
    """The full name for 東京, 東京都, JP-13 or 13; None for anything else."""
    written = plain(text).removeprefix("JP-")
    if written.isdigit():
        return of_code(int(written))
    return written if written in PREFECTURES else _BY_STEM.get(written)


def of_code(code: int) -> str | None:
    """The prefecture with the JIS code 1–47."""
    return PREFECTURES[code - 1] if 1 <= code <= 47 else None


def code_of(name: str) -> int | None:
    """JIS code 1–47 of a full name."""
    return PREFECTURES.index(name) + 1 if name in PREFECTURES else None


def leading(text: str) -> str:
    """The prefecture that `text` begins with, or ''."""
    return next((name for name in PREFECTURES if text.startswith(name)), "")
