# SPDX-License-Identifier: Apache-2.0
"""Typed rows become customers: identifiers, profile fields, consents. Plain values, no tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from omotenashi.base.text import names
from omotenashi.connectors.csv.rules.keyed import collapse, rows_of
from omotenashi.connectors.csv.rules.outcome import Refused

# Field of the file → type of identifier, the strongest first. `external` is completed with the origin.
IDENTIFIERS = (
    ("member_no", "member_no"),
    ("customer_id", "external"),
    ("line_user", "line_user_id"),
    ("mail", "email"),
    ("phone", "phone"),
)
_SEXES = {
    "男": "male",
    "男性": "male",
    "m": "male",
    "male": "male",
    "1": "male",
    "女": "female",
    "女性": "female",
    "f": "female",
    "female": "female",
    "2": "female",
}


@dataclass(frozen=True)
class Customer:
    """`identifiers`: (type, value). `fields` as `people.customers` names them. `consents`: purpose → answer."""

    identifiers: tuple[tuple[str, str], ...]
    fields: dict[str, str]
    rows: tuple[int, ...]
    registered_at: datetime | None = None
    accepts: dict[str, bool] | None = None
    points: int | None = None


def customers(table: pa.Table) -> tuple[list[Customer], list[Refused]]:
    """One customer per key (the strongest identifier of a row); contradictions are refused together."""
    things, refused = collapse(rows_of(table), _key, missing="customer_key_missing")
    return [_customer(thing.values, thing.rows) for thing in things], refused


def identifiers(values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """(type, value) of each identifier that the values hold, the strongest first."""
    return tuple((kind, str(values[name])) for name, kind in IDENTIFIERS if values.get(name))


def profile(values: Mapping[str, Any]) -> dict[str, str]:
    """The profile fields that the values hold; names joined in Japanese order."""
    address = " ".join(str(values[part]) for part in ("address1", "address2") if values.get(part))
    found = {
        "name": values.get("name") or _name(values),
        "kana": values.get("kana")
        or names.joined(family=values.get("family_kana") or "", given=values.get("given_kana") or ""),
        "birth_date": values["birthday"].isoformat() if values.get("birthday") else "",
        "gender": _SEXES.get(str(values.get("sex") or "").casefold(), ""),
        "postal_code": values.get("postal_code") or "",
        "prefecture": values.get("prefecture") or "",
        "city": values.get("city") or "",
        "address": address,
        "rank": values.get("rank") or "",
        "zone": values.get("zone") or "",
    }
    return {name: value for name, value in found.items() if value}


def _key(row: Mapping[str, Any]) -> tuple[str, str] | None:
    found = identifiers(row)
    return found[0] if found else None


def _customer(values: dict[str, Any], rows: tuple[int, ...]) -> Customer:
    accepts = {
        channel: values[name]
        for channel, name in (("email", "accepts_mail"), ("phone", "accepts_sms"), ("post", "accepts_post"))
        if values.get(name) is not None
    }
    return Customer(
        identifiers(values), profile(values), rows, values.get("registered_at"), accepts, values.get("points")
    )


def _name(values: Mapping[str, Any]) -> str:
    family, given = str(values.get("family_name") or ""), str(values.get("given_name") or "")
    return names.joined(family=family, given=given, japanese_order=not (family + given).isascii())
