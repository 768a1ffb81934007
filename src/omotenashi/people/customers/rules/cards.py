# SPDX-License-Identifier: Apache-2.0
"""Member cards: the code on the card that changes every 20 seconds, the member's number, and the codes of printed QRs.

A code on a card is `M<node>-<step>-<seal>`: the number of the member's node, the 20-second step, and a truncated
HMAC-SHA256 over both. It holds only capital letters, digits and hyphens, so that it is short as a QR and survives a
scanner that types like a keyboard. Letters are Crockford's: without I, L, O and U, which are taken for others.
"""

import base64
import binascii
import hmac
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

STEP = timedelta(seconds=20)
# A till's clock and a slow hand: the neighbouring steps are taken too.
SKEW = 1
MEMBER_NO = re.compile(r"[0-9]{12}")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SEAL = 10
_CODE = re.compile(rf"M([{_LETTERS}]{{1,13}})-([{_LETTERS}]{{6}})-([{_LETTERS}]{{{_SEAL}}})")
_NUMBER_PREFIX = "80"


class BadCode(Exception):
    """A code that is not taken: `reason` is `unreadable`, `forged` or `expired`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class CardCode:
    """What a code on a card says: the node's number and the step it is for."""

    node_seq: int
    step: int


def step_of(now: datetime) -> int:
    """Give the number of the 20-second step of a moment."""
    return (now - _EPOCH) // STEP


def start_of(step: int) -> datetime:
    """Give the moment at which a step begins."""
    return _EPOCH + step * STEP


def card_code(*, secret: bytes, node_seq: int, step: int) -> str:
    """Write the code of a member's card for one step."""
    return f"{card_stem(node_seq)}-{_base32(step).rjust(6, '0')}-{_seal(secret, f'card:{node_seq}:{step}')}"


def card_stem(node_seq: int) -> str:
    """Write the part of a card's code that does not change."""
    return f"M{_base32(node_seq)}"


def read_card(code: str, *, secret: bytes, now: datetime) -> CardCode:
    """Read a scanned code. Raises BadCode when it is no code, was not made by us, or its time is over.

    The seal is looked at before the time, so that only a code of ours is called expired.
    """
    found = _CODE.fullmatch(code.strip().upper())
    if found is None:
        raise BadCode("unreadable")
    card = CardCode(_number(found[1]), _number(found[2]))
    if not hmac.compare_digest(found[3], _seal(secret, f"card:{card.node_seq}:{card.step}")):
        raise BadCode("forged")
    if abs(card.step - step_of(now)) > SKEW:
        raise BadCode("expired")
    return card


def member_no(number: int) -> str:
    """Write the member number of a place in the sequence: 80, nine digits, and a check digit (Luhn)."""
    body = f"{_NUMBER_PREFIX}{number:09d}"
    return f"{body}{_luhn(body)}"


def is_member_no(text: str) -> bool:
    """Say whether a text is a number that we issued, by its form and its check digit."""
    return bool(MEMBER_NO.fullmatch(text)) and text.startswith(_NUMBER_PREFIX) and _luhn(text[:-1]) == text[-1]


def link_code(parts: Sequence[str], *, secret: bytes) -> str:
    """Write the code of a printed QR: what it says, and a seal, in letters that an address may hold."""
    said = _packed(json.dumps(list(parts), ensure_ascii=False, separators=(",", ":")).encode())
    return f"{said}.{_packed(_digest(secret, f'link:{said}')[:12])}"


def read_link(code: str, *, secret: bytes) -> tuple[str, ...]:
    """Read the code of a printed QR. Raises BadCode when it is no code or was not made by us."""
    said, point, seal = code.partition(".")
    if not point or not hmac.compare_digest(seal.encode(), _packed(_digest(secret, f"link:{said}")[:12]).encode()):
        raise BadCode("forged")
    try:
        parts = json.loads(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)))
    except (ValueError, binascii.Error):  # pragma: no cover - a seal of ours stands on nothing else
        raise BadCode("unreadable") from None
    return tuple(str(part) for part in parts)


def _seal(secret: bytes, text: str) -> str:
    bits = int.from_bytes(_digest(secret, text)[:8]) >> (64 - 5 * _SEAL)
    return _base32(bits).rjust(_SEAL, "0")


def _digest(secret: bytes, text: str) -> bytes:
    return hmac.digest(secret, text.encode(), "sha256")


def _packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _base32(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number, 32)
        letters = _LETTERS[rest] + letters
    return letters or "0"


def _number(letters: str) -> int:
    value = 0
    for letter in letters:
        value = value * 32 + _LETTERS.index(letter)
    return value


def _luhn(digits: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)
