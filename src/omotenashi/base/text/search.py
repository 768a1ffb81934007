# SPDX-License-Identifier: Apache-2.0
"""Search without a database extension: texts as arrays of bigrams for a GIN index.

A text matches a query when its tokens contain all tokens of the query: `tokens @> query_tokens`.
Bigrams can hold a false friend (all pairs, other order); callers that need it exactly compare
`folded_text` as well.
"""

import re
from operator import add

from omotenashi.base.text.forms import plain, without_invisible
from omotenashi.base.text.kana import folded
from omotenashi.base.text.variants import unify

_WORDS = re.compile(r"[^\s、。・,;/()「」『』|]+")
# Signs inside phone numbers, codes and mail addresses that people leave out when they search.
_DROPPED = re.compile(r"[-‐_.]")


def folded_text(text: str) -> str:
    """The form searched in: NFKC, kana folded, kanji variants unified, case folded."""
    return folded(unify(plain(without_invisible(text)))).casefold()


def search_tokens(text: str) -> list[str]:
    """Sorted, distinct tokens of `text` to be stored: each word's characters, bigrams and its joint form.

    Single characters are stored too, so that a one-character query (林) finds its rows.
    """
    # Family and given name are also searched without the space between them; what is joined holds every word whole.
    joint = "".join(_words(text))
    found = {*joint, *_bigrams(joint)}
    return sorted(found)


def query_tokens(query: str) -> list[str]:
    """Sorted, distinct tokens that a stored text must contain to match `query`; [] for an empty one."""
    wanted: set[str] = set()
    for word in _words(query):
        wanted.update(_bigrams(word) if len(word) > 1 else [word])
    return sorted(wanted)


def _words(text: str) -> list[str]:
    return [word for raw in _WORDS.findall(folded_text(text)) if (word := _DROPPED.sub("", raw))]


def _bigrams(word: str) -> list[str]:
    return list(map(add, word, word[1:]))
