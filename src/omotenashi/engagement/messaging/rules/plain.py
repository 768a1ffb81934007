# SPDX-License-Identifier: Apache-2.0
"""Texts that only name fields, filled without Liquid: cut once into words and names, put together for each reader.

Most messages say `{{ customer.name }}`, or that with a fallback, and their own links. Whatever asks for more (conditions,
other filters, blanks taken away) stays with Liquid; a property test holds both to the same words.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

# A name within a head, with `default` or `number` at most. A fallback with signs of markup or escapes is for Liquid.
_SLOT = re.compile(r"\{\{ ?([a-z_]+)(?:\.([a-z_0-9]+))? ?(?:\| ?(?:default: ?\"([^\"\\<>&']*)\"|(number)) ?)?\}\}")
# What else begins something in Liquid, or stands so close to a slot that it is read with it.
_MORE = re.compile(r"\{\{|\{%|\}\}|%\}|\{#|\{\Z|\A\}")
type Filler = Callable[[Mapping[str, Any]], str | None]


@lru_cache(maxsize=2_000)
def filler(text: str, html: bool) -> Filler | None:
    """Give what fills a text; nothing where Liquid has to. It gives nothing where a reader lacks something."""
    pieces = _SLOT.split(text)
    words, slots = pieces[::5], list(zip(*(pieces[n::5] for n in range(1, 5)), strict=True))
    if any(_MORE.search(one) for one in words):
        return None

    def fill(values: Mapping[str, Any]) -> str | None:
        made = [words[0]]
        for (head, name, fallback, as_number), after in zip(slots, words[1:], strict=True):
            value = values.get(head)
            if name is not None:
                value = value.get(name) if isinstance(value, Mapping) else None
            if value is None or value is False or value == "" or not isinstance(value, str | int):
                # Without a fallback it is for Liquid to say what is missing.
                if fallback is None or not (value is None or value is False or value == ""):
                    return None
                made.append(fallback)
            elif as_number:
                if type(value) is not int:
                    return None
                made.append(f"{value:,}")
            else:
                said = str(value)
                made.append(str(escape(said)) if html and not isinstance(value, Markup) else said)
            made.append(after)
        whole = "".join(made)
        # Liquid ends every line with a line feed alone.
        return whole if "\r" not in whole else whole.replace("\r\n", "\n").replace("\r", "\n")

    return fill
