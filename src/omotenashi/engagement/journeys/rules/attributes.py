# SPDX-License-Identifier: Apache-2.0
"""Which fields of a profile a scenario may set, and to what: what a house decides or somebody answered.

Never who somebody is. Names and birthdays tell people apart, and where goods are sent is said by who receives them.
"""

from typing import Any

from omotenashi.base.text import postal, prefectures

SETTABLE = ("rank", "gender", "prefecture", "postal_code")
# Where the value comes from: it is said at the step, or it came with what somebody came in by.
ORIGINS = ("", "event")
GENDERS = ("female", "male", "other")
LONGEST = 40


def fitted(field: str, said: Any) -> str:
    """Give a value as it is kept; nothing where it does not fit the field."""
    text = " ".join(str(said if said is not None else "").replace("\x00", "").split())
    match field:
        case "gender":
            return text.lower() if text.lower() in GENDERS else ""
        case "prefecture":
            return prefectures.prefecture(text) or ""
        case "postal_code":
            code = postal.postal_code(text)
            return f"{code[:3]}-{code[3:]}" if code else ""
        case "rank":
            return text if len(text) <= LONGEST else ""
        case _:
            return ""


def is_sound(field: Any, origin: Any, said: Any) -> bool:
    """Say whether a step can be carried out: a field that may be set, and a value that fits or the name of one."""
    if field not in SETTABLE or (origin or "") not in ORIGINS:
        return False
    return bool(str(said or "").strip()) if origin else bool(fitted(field, said))
