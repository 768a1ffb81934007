# SPDX-License-Identifier: Apache-2.0
"""Old and new forms of characters found in Japanese names, for matching only.

The original is always kept for display: Ms 髙橋 is never greeted as 高橋.
"""

import re

# Each group: the form used in keys, then its variants. Compatibility forms fall to NFKC, not here.
_GROUPS = (
    "高髙", "崎﨑嵜碕", "辺邊邉", "斎齋齊斉", "浜濱濵", "沢澤", "桜櫻", "広廣", "島嶋嶌", "国國圀", "吉𠮷",
    "富冨", "柳栁", "徳德", "恵惠", "栄榮", "真眞", "静靜", "竜龍", "滝瀧", "実實", "寿壽", "条條",
    "関關", "黒黑", "緑綠", "鉄鐵銕", "団團", "学學", "円圓", "児兒", "会會", "清淸", "野埜", "峰峯",
    "郎郞", "槙槇", "薮藪", "頼賴", "瀬瀨", "満滿", "弥彌", "弁辨辯", "礼禮", "霊靈", "巌巖", "桧檜",
    "塩鹽", "亀龜", "与與", "万萬", "参參", "双雙", "収收", "寛寬", "増增", "歩步", "涼凉", "為爲",
    "穂穗", "稲稻", "糸絲", "総總", "聡聰", "芸藝", "荘莊", "薫薰", "蔵藏", "豊豐", "遥遙", "郷鄕",
    "県縣", "駅驛", "鴎鷗", "麦麥", "曽曾", "蒋蔣", "蛍螢", "橋𣘺", "土圡", "角⻆", "船舩", "館舘",
)  # fmt: skip

KANJI = str.maketrans({variant: group[0] for group in _GROUPS for variant in group[1:] if variant != group[0]})
# Most texts hold none: asking first is much cheaper than translating.
_ANY = re.compile(f"[{''.join(map(chr, KANJI))}]")


def unify(text: str) -> str:
    """`text` with each known variant replaced by the form used in keys (髙→高, 﨑→崎)."""
    return text if text.isascii() or not _ANY.search(text) else text.translate(KANJI)
