# SPDX-License-Identifier: Apache-2.0
"""What the values of a column look like: the share that reads as a date, a mail address, money …"""

from collections.abc import Sequence

from omotenashi.base.text import amounts, dates, kana, mail, phone, postal, prefectures, zones
from omotenashi.connectors.csv.mapping.fields import Type
from omotenashi.connectors.csv.mapping.values import flag, is_interval

SAMPLE = 200  # distinct values that are looked at


def share(type_: Type, values: Sequence[str]) -> float:
    """Share of the filled `values` that read as `type_`; 1.0 when there is nothing to look at."""
    filled = [value for value in values if value.strip()][:SAMPLE]
    if not filled or type_ in (Type.TEXT, Type.CODE):
        return 1.0
    return sum(_reads(type_, value) for value in filled) / len(filled)


def telling_type(values: Sequence[str]) -> Type | None:
    """The type that a column shows by itself, without its header: mail, phone, postal code, date."""
    filled = [value for value in values if value.strip()][:SAMPLE]
    if not filled:
        return None
    # One value is enough for what nothing else looks like; numbers look like everything.
    types = (
        (Type.MAIL, Type.PREFECTURE)
        if len(filled) < 2
        else (Type.MAIL, Type.PREFECTURE, Type.MOMENT, Type.PHONE, Type.POSTAL)
    )
    for type_ in types:
        if share(type_, filled) >= 0.9 and not (type_ is not Type.POSTAL and _are_numbers(filled)):
            return type_
    return None


def _are_numbers(values: Sequence[str]) -> bool:
    return all(amounts.number(value) is not None and not value.startswith("0") for value in values)


def _reads(type_: Type, value: str) -> bool:
    match type_:
        case Type.MOMENT | Type.DAY:
            return dates.is_serial(value) or any(
                dates.naive(value, style=style) is not None for style in dates.Style if style is not dates.Style.SERIAL
            )
        case Type.MONEY | Type.RATE:
            return amounts.number(value.rstrip("%％")) is not None
        case Type.COUNT:
            number = amounts.number(value)
            return number is not None and number == number.to_integral_value()
        case Type.MAIL:
            return mail.address(value) is not None
        case Type.PHONE:
            return phone.e164(value) is not None or (value.replace("-", "").isdigit() and 6 < len(value) < 16)
        case Type.POSTAL:
            return postal.postal_code(value) is not None or (value.isdigit() and len(value) in (5, 6))
        case Type.PREFECTURE:
            return prefectures.prefecture(value) is not None
        case Type.ZONE:
            return bool(zones.known(value))
        case Type.KANA:
            return kana.is_kana(value)
        case Type.FLAG:
            return flag(value) is not None
        case Type.INTERVAL:
            return is_interval(value)
        case _:
            return True
