# SPDX-License-Identifier: Apache-2.0
"""QR codes of many addresses that differ in their last signs: a few are made, the others follow from them.

Under one mask the modules of a code depend on the bits of its text by exclusive or alone: what a bit changes, it changes in
every code of the same length. So the change of each bit is found once, and a code is the first one with its changes applied.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

import segno

# Any mask can be read; the best one is found by looking at all eight, which takes most of the time.
_MASK = 3
_RUNS = re.compile("1+")


class Codes:
    """Codes of addresses that begin with the same words: `head` and then so many signs as `like` has."""

    def __init__(self, head: str, like: str) -> None:
        self.head, self.like = head, like
        first = segno.make_qr(head + like, error="m", mask=_MASK)
        self.version, self.size = first.version, len(first.matrix)
        self.base = _number(first)
        self.changes: dict[tuple[int, int], int] = {}

    def svg(self, tail: str) -> str:
        """Draw the code of the head and a tail of the same length."""
        if len(tail) != len(self.like) or not tail.isascii():
            raise ValueError(tail)
        return _svg(self.modules(tail), self.size)

    def modules(self, tail: str) -> int:
        """Give the modules as the bits of a number, row by row."""
        found = self.base
        for at, (sign, first) in enumerate(zip(tail.encode(), self.like.encode(), strict=True)):
            differs = sign ^ first
            for bit in range(7):
                if differs >> bit & 1:
                    found ^= self._change(at, bit)
        return found

    def _change(self, at: int, bit: int) -> int:
        if (at, bit) not in self.changes:
            signs = bytearray(self.head.encode() + self.like.encode())
            signs[len(self.head.encode()) + at] ^= 1 << bit
            other = segno.make_qr(bytes(signs), error="m", mask=_MASK, version=self.version, mode="byte")
            self.changes[at, bit] = _number(other) ^ self.base
        return self.changes[at, bit]


def _number(code: segno.QRCode) -> int:
    return int("".join("".join("01"[module & 1] for module in row) for row in code.matrix), 2)


def _svg(modules: int, size: int) -> str:
    bits = f"{modules:0{size * size}b}"
    path = "".join(f"M0 {row}{_row(bits[row * size : row * size + size])}" for row in range(size))
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{path}"/></svg>'


@lru_cache(maxsize=20_000)
def _row(bits: str) -> str:
    """Draw one row: each run of dark modules as a bar. Moves are relative to the beginning of the row."""
    drawn, at = [], 0
    for run in _RUNS.finditer(bits):
        wide = run.end() - run.start()
        drawn.append(f"m{run.start() - at} 0h{wide}v1h-{wide}z")
        at = run.start()
    return "".join(drawn)


def of_all(links: Mapping[str, str]) -> dict[str, str]:
    """Draw the code of each address, by what it ends with; all begin alike and are of one length."""
    if not links:
        return {}
    tail, link = next(iter(links.items()))
    codes = Codes(link.removesuffix(tail), tail)
    return {one: codes.svg(one) for one in links}
