# SPDX-License-Identifier: Apache-2.0
"""Phone numbers: E.164 to store, the usual Japanese grouping to show (spec japan.md §6)."""

import re
from functools import lru_cache

import phonenumbers

from omotenashi.base.text.forms import nfkc, without_invisible

HOME_REGION = "JP"
# Mobile numbers as most are written: no book of all countries' numbers is needed to know them.
_MOBILE = re.compile(r"(0[789]0)[- ]?([1-9]\d{3})[- ]?(\d{4})", re.ASCII)
_MOBILE_STORED = re.compile(r"\+81([789]0)([1-9]\d{3})(\d{4})", re.ASCII)
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc\u301c", "-"))


@lru_cache(maxsize=65536)
def e164(text: str, *, region: str = HOME_REGION) -> str | None:
    """`text` as E.164 (「０９０−１２３４−５６７８」 → +819012345678), or None when it is no phone number.

    A leading zero that a spreadsheet took away (9012345678) is put back only when the number is then
    a valid Japanese mobile number; other shortened numbers are refused, because guessing an area
    code would reach a stranger.
    """
    written = without_invisible(nfkc(text)).translate(_DASHES).strip().lstrip("'")
    if region == HOME_REGION and (mobile := _MOBILE.fullmatch(written)):
        return f"+81{mobile[1][1:]}{mobile[2]}{mobile[3]}"
    if region == HOME_REGION and _MOBILE_STORED.fullmatch(written):
        return written
    number = _parsed(written, region)
    if number is None and region == HOME_REGION and lost_leading_zero(written):
        number = _parsed("0" + written, region)
    if number is None:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def lost_leading_zero(text: str) -> bool:
    """True for ten bare digits that are a mobile number without its 0 (60/70/80/90…)."""
    return len(text) == 10 and text.isascii() and text.isdigit() and text[:2] in {"60", "70", "80", "90"}


@lru_cache(maxsize=65536)
def shown(number: str, *, region: str = HOME_REGION) -> str:
    """An E.164 number as people write it here: 090-1234-5678; foreign ones international."""
    if region == HOME_REGION and (mobile := _MOBILE_STORED.fullmatch(number)):
        return f"0{mobile[1]}-{mobile[2]}-{mobile[3]}"
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return number
    home = phonenumbers.region_code_for_number(parsed) == region
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(parsed, style))


def _parsed(written: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    # "Possible" instead of "valid" for other countries: their plans change faster than our library.
    if number.country_code == 81:
        return number if phonenumbers.is_valid_number(number) or _new_mobile(number) else None
    return number if phonenumbers.is_possible_number(number) else None


def _new_mobile(number: phonenumbers.PhoneNumber) -> bool:
    national = str(number.national_number)
    return len(national) == 10 and national.startswith("60")
