# SPDX-License-Identifier: Apache-2.0
"""The fields that are compared, and how a value is written before it is compared."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from omotenashi.base.text import address, dates, kana, mail, names, phone, prefectures
from omotenashi.base.text.forms import nfkc
from omotenashi.base.text.variants import unify

# The columns of a record that is ready to be compared.
FIELDS = (
    "family", "given", "whole", "family_kana", "given_kana", "birth", "gender", "phone", "email", "mailbox", "postcode",
    "state", "city", "street", "street2", "house", "national_id", "text", "price", "occupation",
)  # fmt: skip

_SIGNS = re.compile(r"[\W_]+")
_GENDERS = {
    "male": "m",
    "m": "m",
    "男": "m",
    "男性": "m",
    "1": "m",
    "female": "f",
    "f": "f",
    "女": "f",
    "女性": "f",
    "2": "f",
}
_EMPTY = frozenset({"", "na", "n/a", "nan", "null", "none", "unknown", "-", "不明", "なし"})


def record(values: Mapping[str, str | None]) -> dict[str, str]:
    """Give the fields of one record from what its columns say, by the names of `headers`; nothing empty is kept."""
    given = {field: text.strip() for field, text in values.items() if text and text.strip().casefold() not in _EMPTY}
    made: dict[str, str] = {}
    _put_names(given, made)
    for field, write in _WRITERS.items():
        if field in given and (value := write(given[field])):
            made[field] = value
    if "email" in made:
        made["mailbox"] = made["email"].partition("@")[0]
    _put_address(given, made)
    return made


def _put_names(given: Mapping[str, str], made: dict[str, str]) -> None:
    family, first = given.get("family", ""), given.get("given", "")
    if "name" in given and not (family or first):
        family, first = split_name(given["name"])
        # One word alone may be a whole name, or what somebody is called: it is compared as a whole.
        family = family if first else ""
    for field, text in (("family", family), ("given", first)):
        if key := name_key(text):
            made[field] = key
    if (whole := name_key(given.get("name", "") or f"{family}{first}")) or (whole := kana_key(given.get("kana", ""))):
        made["whole"] = whole
    family, first = given.get("family_kana", ""), given.get("given_kana", "")
    if "kana" in given and not (family or first):
        family, first = names.split(given["kana"])
        family = family if first else ""
    for field, text in (("family_kana", family), ("given_kana", first)):
        if key := kana_key(text):
            made[field] = key
        # Who is known by the written name only is compared by it, as if it were the reading.
        elif (written := made.get(field.removesuffix("_kana"), "")) and not written.isascii():
            made[field] = written


def split_name(name: str) -> tuple[str, str]:
    """Give (family, given) of a name with a space: Japanese family first, Latin given first unless a comma stands."""
    if not nfkc(name).isascii():
        return names.split(name)
    before, comma, after = name.partition(",")
    if comma:
        return before.strip(), after.strip()
    given, _, family = names.shown(name).rpartition(" ")
    return (family, given) if given else (name, "")


@lru_cache(maxsize=200_000)
def name_key(text: str) -> str:
    """Give the form in which spellings of a name meet; without signs."""
    return _SIGNS.sub("", names.match_key(text))


@lru_cache(maxsize=200_000)
def kana_key(text: str) -> str:
    """Give the form in which readings meet, for any width, kind and size of kana."""
    return _SIGNS.sub("", kana.folded(names.shown(kana.katakana(text)))).casefold()


def _put_address(given: Mapping[str, str], made: dict[str, str]) -> None:
    whole = given.get("address", "")
    if whole and not nfkc(whole).isascii():
        before = "".join(given.get(part, "") for part in ("state", "city"))
        text = whole if whole.startswith(before) else before + whole
        for field, value in _japanese(text, given.get("postcode", "")).items():
            made.setdefault(field, value)
    elif whole and "street" not in made:
        made["street"] = words(whole)
    elif "street" in given and not nfkc(given["street"]).isascii():
        made |= _japanese(f"{given.get('state', '')}{given.get('city', '')}{given['street']}", "")


@lru_cache(maxsize=50_000)
def _japanese(text: str, postcode: str) -> dict[str, str]:
    parts = address.parse(text, postal_code=postcode)
    town = re.sub(r"^(大字|字)|(?<=.)(大字|字)", "", parts.town)
    # Rooms and buildings are left out by many: they would keep two writings of one home apart.
    street = unify(kana.folded(f"{town}{parts.number}")).replace(" ", "").casefold()
    made = {"state": parts.prefecture, "city": unify(parts.city), "street": street}
    return {field: value for field, value in made.items() if value}


def words(text: str) -> str:
    """Give the words of a Latin text, or the characters of a Japanese one, without signs and capitals."""
    return _SIGNS.sub(" ", unify(nfkc(text)).casefold()).strip()


def bag(text: str) -> str:
    """Give the distinct words of a text in order, so that their order in it says nothing."""
    return " ".join(sorted(set(words(text).split())))


def _birth(text: str) -> str:
    day = dates.day(text)
    if day is not None:
        return day.strftime("%Y%m%d") if day.year >= 1000 else ""
    return re.sub(r"\D", "", nfkc(text))


def _phone(text: str) -> str:
    return phone.e164(text) or re.sub(r"\D", "", nfkc(text))


def _state(text: str) -> str:
    return prefectures.prefecture(text) or words(text)


_WRITERS: dict[str, Callable[[str], str]] = {
    "birth": _birth,
    "gender": lambda text: _GENDERS.get(text.casefold(), ""),
    "phone": _phone,
    "email": lambda text: mail.address(text) or text.casefold(),
    "postcode": lambda text: _SIGNS.sub("", words(text)),
    "state": _state,
    "city": words,
    "street": words,
    "street2": words,
    "house": words,
    "national_id": lambda text: re.sub(r"\W", "", text.casefold()),
    "text": bag,
    "price": lambda text: re.sub(r"[^\d.]", "", nfkc(text)),
    "occupation": words,
}
