# SPDX-License-Identifier: Apache-2.0
"""Where an interest came from: what buyers say of it, and what the first touch before an order says, in the same few words.

The words: ad, keyword (a search engine), content (articles, posts, reviews), referral (somebody else, another site), staff
(a shop, a call), message (from us). A reason that speaks of none of these (a gift, the price) is "other".
"""

from typing import Final

import ibis
import ibis.expr.types as ir

from omotenashi.insight.measures.params import BadParameter

KINDS: Final = ("ad", "keyword", "content", "referral", "staff", "message")
# What only one side can say: another reason; came by themselves; nothing is known of the way.
OTHER, DIRECT, UNSEEN = "other", "direct", "unseen"
# Words of reasons, as people and retailers write them; the first kind that has one counts.
WORDS: Final = {
    "referral": ("口コミ", "クチコミ", "紹介", "友人", "友達", "知人", "家族", "referral", "friend"),
    "staff": ("スタッフ", "店員", "接客", "店頭", "来店", "staff", "shop"),
    "content": ("sns", "インスタ", "レビュー", "ブログ", "記事", "動画", "特集", "コラム", "content", "review", "blog"),
    "keyword": ("検索", "keyword", "search", "google", "yahoo"),
    "ad": ("広告", "チラシ", "テレビ", "ラジオ", "新聞", "雑誌", "cm", "ad"),
    "message": ("メール", "メルマガ", "line", "お知らせ", "dm", "はがき", "ハガキ", "mail", "newsletter"),
}  # fmt: skip
_STAFF, _MESSAGE = ("STORE", "PHONE"), ("LINE", "MAIL")


def kinds_told(pairs: tuple[str, ...]) -> dict[str, str]:
    """ "SNS=content" as a mapping, of reasons and of media codes alike. Raises BadParameter."""
    made = {}
    for pair in pairs:
        reason, sep, kind = pair.rpartition("=")
        if not sep or not reason.strip() or kind.strip() not in (*KINDS, OTHER):
            raise BadParameter("kinds", pair, f"REASON={'|'.join((*KINDS, OTHER))}")
        made[reason.strip()] = kind.strip()
    return made


def said(reason: ir.StringValue, told: dict[str, str]) -> ir.StringValue:
    """The kind of a reason: as the reader told it, else by its words."""
    small = reason.lower()
    named = [(reason == name, kind) for name, kind in told.items()]
    # A short word of Latin letters means itself alone: "ad" is not in "ready".
    whole = {word for words in WORDS.values() for word in words if word.isascii() and len(word) < _LONG}
    known = [
        (small == word if word in whole else small.contains(word), kind)
        for kind, words in WORDS.items()
        for word in words
    ]
    return ibis.cases(*named, *known, else_=OTHER)


_LONG: Final = 3


def of_medium(medium: ir.StringValue, told: dict[str, str]) -> ir.StringValue:
    """The kind of a media code, where the reader told it; null else."""
    return ibis.cases(*((medium == code, kind) for code, kind in told.items())) if told else ibis.null("string")


def seen(touch: ir.Table, told: dict[str, str]) -> ir.StringValue:
    """The kind of a touch: as the reader told its medium, else what led to it, else by its channel."""
    by_channel = ibis.cases(
        (touch.channel.isin(_STAFF), "staff"), (touch.channel.isin(_MESSAGE), "message"), else_=DIRECT
    )
    return ibis.coalesce(of_medium(touch.medium, told), touch.lead, by_channel)
