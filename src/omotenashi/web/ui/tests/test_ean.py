# SPDX-License-Identifier: Apache-2.0
"""JAN as bars: what a scanner reads off them is what was written."""

from hypothesis import given
from hypothesis import strategies as st

from omotenashi.web.ui import ean

_LEFT = {ean._L[digit]: (digit, "L") for digit in range(10)} | {  # a scanner knows the table
    "".join("10"[int(one)] for one in ean._L[digit])[::-1]: (digit, "G") for digit in range(10)
}
_RIGHT = {"".join("10"[int(one)] for one in ean._L[digit]): digit for digit in range(10)}


def scanned(modules: str) -> str:
    """Read bars as a scanner does: guards, the left half with its kinds, the right half."""
    assert (modules[:3], modules[-3:]) == ("101", "101")
    half = (len(modules) - 11) // 2
    left, middle, right = modules[3 : 3 + half], modules[3 + half : 8 + half], modules[8 + half : -3]
    assert middle == "01010"
    found = [_LEFT[left[at : at + 7]] for at in range(0, half, 7)]
    first = "".join(kind for _digit, kind in found)
    lead = str(ean._FIRST.index(first)) if half == 42 else ""
    return (
        lead
        + "".join(str(digit) for digit, _kind in found)
        + "".join(str(_RIGHT[right[at : at + 7]]) for at in range(0, half, 7))
    )


def written(digits: str) -> str:
    return digits + str(ean.check(digits))


@given(st.text("0123456789", min_size=12, max_size=12) | st.text("0123456789", min_size=7, max_size=7))
def test_what_a_scanner_reads_is_what_was_written(digits: str) -> None:
    jan = written(digits)
    assert scanned(ean.modules(jan)) == jan


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_no_jan_any_more(digits: str, place: int, by: int) -> None:
    jan = written(digits)
    wrong = jan[:place] + str((int(jan[place]) + by) % 10) + jan[place + 1 :]
    assert (ean.is_jan(jan), ean.is_jan(wrong)) == (True, False)


def test_a_printed_example_has_its_digit_and_its_width() -> None:
    assert (ean.check("490123456789"), len(ean.modules("4901234567894")), len(ean.modules("49123456"))) == (4, 95, 67)


def test_what_is_no_jan_is_not_drawn() -> None:
    assert [ean.svg(one) for one in ("", "4901234567890", "ABC", "490123456789４")] == [""] * 4
