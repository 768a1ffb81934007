# SPDX-License-Identifier: Apache-2.0
"""How far the book of a level is believed, 0–100. A pure rule with a version, so that a figure can be explained later.

Fresh counts are right almost always and wear off: records of shops without RFID are right about 65 % of the time, with
it 95–99 % (Auburn RFID Lab, cited second hand). What speaks against the book since the last count is subtracted.
"""

VERSION = 1
COUNTED, LASTING = 95, 65
COUNTED_RFID, LASTING_RFID = 99, 95
NEVER_COUNTED = 60
HALF_DAYS = 60
# A unit in the hand that the book does not have, and a unit of the book that nobody found.
FOUND, NOT_FOUND = 15, 100


def confidence(*, days_since_count: int | None, doubt: int, rfid: bool = False) -> int:
    """Give the confidence by the days since the last count and what was noted against the book since."""
    if days_since_count is None:
        worn = NEVER_COUNTED
    else:
        fresh, lasting = (COUNTED_RFID, LASTING_RFID) if rfid else (COUNTED, LASTING)
        worn = lasting + (fresh - lasting) * HALF_DAYS // (HALF_DAYS + max(0, days_since_count))
    return max(0, worn - doubt)
