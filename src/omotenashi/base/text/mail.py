# SPDX-License-Identifier: Apache-2.0
"""E-mail addresses: lower case for matching, dots and plus signs kept."""

import re

from omotenashi.base.text.forms import nfkc, without_invisible

# Japanese carriers long allowed dots in a row and at the end of the local part, so these are let in.
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}"
)


def address(text: str) -> str | None:
    """`text` as one lower-case address without decoration, or None when it is no address."""
    written = without_invisible(nfkc(text)).strip().removeprefix("mailto:").strip("<>").strip()
    return written.lower() if is_address(written) else None


def is_address(text: str) -> bool:
    """True for a plain `local@domain.tld` of at most 254 characters."""
    return len(text) <= 254 and _ADDRESS.fullmatch(text) is not None
