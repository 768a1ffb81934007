# SPDX-License-Identifier: Apache-2.0
"""What the demo house wrote in the last half year: letters by mail, short news on LINE and by SMS, a notification. Japanese, as a shop writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Whose name is not known is greeted all the same.
HELLO = '{{ customer.name | default: "お客" }}さま'
_SHOP = "/shop/"


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """One broadcast: how many weeks ago, over which channel, and what it said; what was expected and what was learnt."""

    code: str
    weeks: int
    channel: str
    name: str
    content: Mapping[str, Any]
    hypothesis: str = ""
    learning: str = ""
    other: str = ""


def _content(subject: str, *paragraphs: str, button: str, href: str = _SHOP, short: str = "", more: Any = ()) -> Any:
    said = [{"kind": "text", "text": text} for text in (HELLO, *paragraphs)]
    return {
        "subject": subject, "preheader": paragraphs[0][:60], "short": short,
        "blocks": [*said, *more, {"kind": "button", "label": button, "href": href}],
    }  # fmt: skip


_POINTS = ({"kind": "points"},)

LETTERS = (
    Letter(
        code="letter1", weeks=25, channel="email", name="店からのおたより 手入れの話",
        content=_content(
            "長く着ていただくための、洗濯と保管のこつ",
            "いつもありがとうございます。お買い上げの一着を長く楽しんでいただけるよう、スタッフが普段している手入れをまとめました。",
            "ニットは平らに干し、しまう前に一度だけ洗う。それだけで来年の表情が変わります。お持ちの品のご相談は、どの店舗でも承ります。",
            button="手入れの道具を見る",
        ),
        hypothesis="売り込みのない便りは、開かれ続けるメールの土台になる。",
        learning="購入は少ないが停止もほとんどない。月に一度は役に立つ話を続ける。",
    ),
    Letter(
        code="friends1", weeks=23, channel="line", name="LINE 友だち先行案内",
        content=_content(
            "お友だちだけに、ひと足先に",
            "来週から店頭に並ぶ新作を、LINEのお友だちに先にお見せします。気になる色はお取り置きもできます。",
            button="先に見る",
        ),
    ),
    Letter(
        code="sale1", weeks=20, channel="email", name="会員さま先行セール",
        content=_content(
            "会員さまへ 先行セールのご案内",
            "日ごろのご愛顧に感謝して、会員さまにひと足早くセールをご案内します。一般公開は三日後です。",
            "サイズが残り少ない品は、近くの店舗での試着予約をおすすめします。",
            button="先行セールを見る",
        ),
        hypothesis="一般公開より三日早い案内は、値引き幅を増やさずに売上を前倒しできる。",
        learning="三日目の夜に集中した。次は二日前にもう一度知らせる。",
    ),
    Letter(
        code="sms1", weeks=19, channel="sms", name="SMS 先行セール最終日",
        content=_content(
            "先行セールは本日までです",
            "会員さま先行セールは、本日20時までです。気になる品は、お近くの店舗でお取り置きも承ります。",
            button="残りのサイズを見る", short="会員さま先行セールは本日20時まで。お取り置きも承ります。",
        ),
        hypothesis="残り一日の知らせは、メールを開かない方にも届くSMSがふさわしい。",
        learning="一通の費用はメールよりずっと高い。期限のある知らせだけに使う。",
    ),
    Letter(
        code="points1", weeks=15, channel="email", name="ポイント残高のお知らせ",
        content=_content(
            "ポイントは、お店でもオンラインでも同じようにお使いいただけます",
            "今お使いいただけるポイントをお知らせします。1ポイント1円で、どのお会計でもご利用になれます。",
            button="ポイントを使う", href="/my/", more=_POINTS,
        ),
        hypothesis="残高を知らせるだけで、値引きなしの再購入が生まれる。",
        learning="残高500以上の方に反応が偏った。次は対象を絞る。",
    ),
    Letter(
        code="trial1", weeks=12, channel="email", name="季節の新作 件名テスト",
        content=_content(
            "季節の新作が入荷しました",
            "新しい季節の品がそろいました。スタッフが選んだ組み合わせを、写真とともにご紹介します。",
            button="組み合わせを見る",
        ),
        other='{{ customer.name | default: "お客" }}さまに見ていただきたい、今季の三着',
        hypothesis="お名前の入った件名は、品名だけの件名よりクリックされる。",
        learning="お名前入りのBがはっきり上回った。以後の案内はBの形を基本にする。",
    ),
    Letter(
        code="friends4", weeks=9, channel="line", name="LINE 雨の日のご来店特典",
        content=_content(
            "雨の日は、ゆっくりご覧ください",
            "雨の日にご来店のお友だちへ、温かいお茶をご用意しています。お急ぎでなければ、どうぞひと休みしていってください。",
            button="お近くの店舗を探す",
        ),
        hypothesis="来店のきっかけが値引きでなくても、LINEの友だちは動く。",
        learning="来店は増えたが購入は横ばい。店頭での声かけと組み合わせる。",
    ),
    Letter(
        code="letter2", weeks=7, channel="email", name="店からのおたより 直しの話",
        content=_content(
            "丈つめから裏地の交換まで、直して着るという選択",
            "他店でお求めの品も、お直しを承っています。見積もりは無料、お預かりは二週間ほどです。",
            button="お直しの例を見る",
        ),
    ),
    Letter(
        code="sms2", weeks=5, channel="sms", name="SMS 試着会の残席",
        content=_content(
            "土曜の試着会に、お席が残っています",
            "土曜の試着会に、少しだけお席が残っています。ご来店の時間をお選びいただけます。",
            button="時間を選ぶ", short="土曜の試着会に、少しだけお席が残っています。ご来店の時間をお選びください。",
        ),
    ),
    Letter(
        code="push1", weeks=3, channel="push", name="通知 週末のご来店",
        content=_content(
            "週末は開店から一時間がゆったりです",
            "土日は10時の開店直後がいちばん空いています。試着室も待たずにお使いいただけます。",
            button="店舗を見る",
        ),
    ),
)  # fmt: skip
# What is being tried now, what waits because its channel was stopped, and what waits for a second pair of eyes.
RUNNING = Letter(
    code="trial2", weeks=0, channel="email", name="ご試着会のご招待 件名テスト",
    content=_content(
        "週末のご試着会へご招待します",
        "会員さまだけのご試着会を三店舗で開きます。スタッフが寸法を伺い、お好みに合う品をあらかじめご用意します。",
        button="席を予約する",
    ),
    other='{{ customer.name | default: "お客" }}さまのお席をご用意しました',
    hypothesis="「ご招待」より「お席」のほうが、自分のことだと感じていただける。",
)  # fmt: skip
HELD = Letter(
    code="push2", weeks=0, channel="push", name="通知 週末の試着会",
    content=_content(
        "週末は試着会です",
        "土日の午後、三店舗で試着会を開きます。お席はまだございます。",
        button="席を予約する",
    ),
)  # fmt: skip
ASKED = Letter(
    code="greeting", weeks=0, channel="email", name="季節のごあいさつとギフトのご案内",
    content=_content(
        "贈りものの季節に、店からのごあいさつ",
        "いつもお引き立ていただき、ありがとうございます。大切な方への贈りものに、包装とお手紙を無料でお付けします。",
        "お届け日のご指定は三日前まで承ります。ご相談は店舗でもお電話でもお気軽にどうぞ。",
        button="贈りものを選ぶ",
    ),
)  # fmt: skip
NOTES = (
    "柔らかい色がお好き。試着は静かな午前をご希望。",
    "お孫さんへの贈りものをよくお探しになる。包装は毎回ご希望。",
    "足のサイズは左右で違う(右 24.5・左 24.0)。必ず両足で合わせる。",
    "ウールが肌に合わないとのこと。綿か麻をご案内する。",
    "前回の裾上げを喜んでいただいた。仕上がりは床すれすれがお好み。",
    "お急ぎのことが多い。会計は先にご用意しておく。",
    "犬を連れて来られる。お水をお出しすると喜ばれる。",
    "次のご旅行は春の京都とのこと。歩きやすい靴をお探し。",
)
