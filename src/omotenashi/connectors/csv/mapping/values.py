# SPDX-License-Identifier: Apache-2.0
"""One text to one value, or the code of what is wrong with it. Parsed once for each distinct text."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal

from omotenashi.base.text import (
    amounts,
    codes,
    dates,
    intervals,
    kana,
    mail,
    phone,
    postal,
    prefectures,
    spreadsheets,
    zones,
)
from omotenashi.base.text.forms import nfkc
from omotenashi.connectors.csv.mapping.fields import Type

_YES = {
    "1",
    "yes",
    "y",
    "true",
    "t",
    "on",
    "○",
    "〇",
    "◯",
    "可",
    "許可",
    "希望する",
    "はい",
    "有",
    "あり",
    "有効",
    "購読",
    "する",
    "受け取る",
    "希望",
    "subscribed",
}
_NO = {
    "0",
    "no",
    "n",
    "false",
    "f",
    "off",
    "×",
    "x",
    "不可",
    "拒否",
    "希望しない",
    "いいえ",
    "無",
    "なし",
    "無効",
    "しない",
    "受け取らない",
    "unsubscribed",
    "not_subscribed",
    "-",
}
# What is left of a zero after binary arithmetic, as programs export it: 1.776357e-15.
_DUST = re.compile(r"-?\d(?:\.\d+)?[eE]-(?:0?[7-9]|[1-9]\d)")
MAX_MONEY = Decimal(10) ** 13

type Value = str | Decimal | int | bool | datetime | date


@dataclass(frozen=True)
class Reading:
    """How the texts of one file are read. `zone`: where times without a zone were written."""

    zone: tzinfo = UTC
    style: dates.Style = dates.Style.YEAR_FIRST


class Wrong(Exception):
    """A text that is no value of its type; `code` is worded by `queries.messages`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def flag(text: str) -> bool | None:
    """True and False as people write them in a column; None for anything else."""
    word = nfkc(text).strip().casefold()
    if word in _YES:
        return True
    return False if word in _NO else None


def is_interval(text: str) -> bool:
    """Whether a text says after how long something comes again."""
    return intervals.said(text) is not None


def read(type_: Type, text: str, reading: Reading) -> Value:
    """The value of a filled text. Raises Wrong."""
    return _READERS[type_](text, reading)


def _code(text: str, _: Reading) -> str:
    if codes.is_scientific(text):
        raise Wrong("code_damaged")
    found = codes.code(text)
    return found.split(".")[0] if codes.is_number_written_as_decimal(found) else found


def _text(text: str, _: Reading) -> str:
    # The apostrophe of our own guard against formulas goes; one that is part of a text ('n stays) does not.
    guarded = len(text) > 1 and text[0] == "'" and spreadsheets.guarded(text[1:]) == text
    return spreadsheets.unguarded(text) if guarded else text.strip()


def _moment(text: str, reading: Reading) -> datetime:
    found = dates.moment(text, style=reading.style, zone=reading.zone)
    if found is None:
        raise Wrong("not_a_date")
    return found


def _day(text: str, reading: Reading) -> date:
    found = dates.day(text, style=reading.style)
    if found is None:
        raise Wrong("not_a_date")
    return found


def _money(text: str, _: Reading) -> Decimal:
    if _DUST.fullmatch(text):
        return Decimal(0)
    found = amounts.number(text)
    if found is None:
        raise Wrong("not_an_amount")
    if abs(found) >= MAX_MONEY or amounts.decimals(found) > 6:
        raise Wrong("amount_out_of_range")
    return found


def _count(text: str, _: Reading) -> int:
    found = amounts.number(text.rstrip("個点枚本pPtT "))
    if found is None:
        raise Wrong("not_a_number")
    if found != found.to_integral_value():
        raise Wrong("not_whole")
    if abs(found) > 2**31 - 1:
        raise Wrong("amount_out_of_range")
    return int(found)


def _interval(text: str, _: Reading) -> str:
    found = intervals.said(text)
    if found is None:
        raise Wrong("not_an_interval")
    return str(found)


def _rate(text: str, _: Reading) -> Decimal:
    found = amounts.number(nfkc(text).strip().rstrip("%"))
    if found is None or not 0 <= found <= 100:
        raise Wrong("not_a_rate")
    return found * 100 if 0 < found < 1 else found


def _flag(text: str, _: Reading) -> bool:
    found = flag(text)
    if found is None:
        raise Wrong("not_yes_or_no")
    return found


def _or_wrong(parse: Callable[[str], str | None], code: str) -> Callable[[str, Reading], str]:
    def reader(text: str, _: Reading) -> str:
        found = parse(text)
        if found is None:
            raise Wrong(code)
        return found

    return reader


_READERS: dict[Type, Callable[[str, Reading], Value]] = {
    Type.CODE: _code,
    Type.TEXT: _text,
    Type.MOMENT: _moment,
    Type.DAY: _day,
    Type.MONEY: _money,
    Type.COUNT: _count,
    Type.RATE: _rate,
    Type.INTERVAL: _interval,
    Type.FLAG: _flag,
    Type.MAIL: _or_wrong(mail.address, "not_a_mail_address"),
    Type.PHONE: _or_wrong(phone.e164, "not_a_phone_number"),
    Type.POSTAL: _or_wrong(postal.postal_code, "not_a_postal_code"),
    Type.PREFECTURE: lambda text, _: prefectures.prefecture(text) or text.strip(),
    Type.ZONE: _or_wrong(lambda text: zones.known(text) or None, "not_a_zone"),
    Type.KANA: _or_wrong(lambda text: kana.katakana(text).strip() if kana.is_kana(text) else None, "not_kana"),
}
