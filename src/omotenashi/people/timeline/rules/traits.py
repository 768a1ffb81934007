# SPDX-License-Identifier: Apache-2.0
"""What an identify says about somebody, as the fields of our profiles."""

from collections.abc import Mapping
from typing import Any

from omotenashi.base.text import dates, names, postal, prefectures, zones

_SEXES = {
    "male": "male", "m": "male", "man": "male", "男": "male", "男性": "male",
    "female": "female", "f": "female", "woman": "female", "女": "female", "女性": "female",
}  # fmt: skip
_LONGEST = 200


def fields_of(props: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, str]:
    """Give the profile fields in the traits of an identify, those of the context under its own."""
    around = context.get("traits")
    traits = {**around, **props} if isinstance(around, dict) else dict(props)
    day = dates.day(_text(traits.get("birthday"))[:10])
    found = {
        "name": _text(traits.get("name")) or _joined(traits, "lastName", "firstName"),
        "kana": _text(traits.get("kana")) or _joined(traits, "lastNameKana", "firstNameKana"),
        "birth_date": day.isoformat() if day else "",
        "gender": _SEXES.get(_text(traits.get("gender")).casefold(), ""),
        "zone": zones.known(traits.get("timezone")),
        **_address(traits.get("address")),
    }
    return {name: value for name, value in found.items() if value}


def _joined(traits: Mapping[str, Any], family: str, given: str) -> str:
    return names.joined(family=_text(traits.get(family)), given=_text(traits.get(given)))


def _address(said: object) -> dict[str, str]:
    if not isinstance(said, dict):
        return {"address": _text(said)}
    state = _text(said.get("state"))
    return {
        "postal_code": postal.postal_code(_text(said.get("postalCode"))) or "",
        "prefecture": prefectures.prefecture(state) or state,
        "city": _text(said.get("city")),
        "address": _text(said.get("street")),
    }


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).strip()[:_LONGEST]
