# SPDX-License-Identifier: Apache-2.0
"""Who may refer whom. Pure."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Traits:
    """What two customers must not share: hashes or normal forms of addresses, phones and devices."""

    addresses: Collection[str] = ()
    phones: Collection[str] = ()
    devices: Collection[str] = ()


def refused(referrer: Traits, friend: Traits) -> str:
    """Give why somebody is taken for their own friend; empty: nothing says so."""
    for name in ("addresses", "phones", "devices"):
        if set(getattr(referrer, name)) & set(getattr(friend, name)):
            return f"same_{name}"
    return ""
