# SPDX-License-Identifier: Apache-2.0
"""What the tests of the demo world share."""

from typing import Any

from django.db import transaction

# Hashing five passwords as slowly as for real people takes longer than all else.
QUICK_HASH = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def undoable() -> Any:
    """Give a transaction around a whole build. Payments begin outside of one: as in any test, this one does not count."""
    block: Any = transaction.atomic()
    block._from_testcase = True
    return block
