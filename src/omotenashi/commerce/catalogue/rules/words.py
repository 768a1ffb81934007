# SPDX-License-Identifier: Apache-2.0
"""The words by which a product is found, as one text: the name first, so that a hit in it stands before others."""

import re
from collections.abc import Iterable

from omotenashi.base.text import search

# What the tokens leave out, this leaves out too (base/text/search.py).
_DROPPED = re.compile(r"[-‐_.]")


def folded(texts: Iterable[str]) -> str:
    """Give texts in the form searched in, one a line; signs that people leave out are left out."""
    return "\n".join(" ".join(_DROPPED.sub("", search.folded_text(text)).split()) for text in texts if text)


def asked(text: str) -> list[str]:
    """Give the words of a question, each as it would stand in `folded`."""
    return folded([text]).split()
