# SPDX-License-Identifier: Apache-2.0
"""What sizes, ways and troubles of printed things are called in the office."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from omotenashi.web.console.printing import asked
from omotenashi.web.console.printing.goods import Good
from omotenashi.web.ui import prints


def choices() -> dict[str, Any]:
    """Give what can be chosen for a shelf card."""
    return {
        "sizes": [
            ("a6", "A6", _("on the shelf, 4 on a sheet")), ("a5", "A5", _("on a table, 2 on a sheet")), ("a4", "A4", _("on the wall")),
        ],
        "ways": [("wide", pgettext("paper", "Landscape")), ("tall", pgettext("paper", "Portrait"))],
        "hints": [_("Staff pick"), pgettext("shelf", "New"), _("Popular"), _("Only a few"), _("For this season")],
    }  # fmt: skip


def troubles(goods: Sequence[Good], wanted: asked.Cards) -> list[tuple[str, str]]:
    """Say what the paper will lack, before it is printed, and how bad that is."""
    found: list[tuple[str, str]] = []
    if count := sum(one.price is None for one in goods):
        words = ngettext("%(n)s product has no price.", "%(n)s products have no price.", count)
        found.append(("warn", words % {"n": count}))
    if count := sum(bool(one.picture) and not one.picture.startswith("/") for one in goods):
        words = ngettext(
            "The picture of %(n)s product is not kept here, so it is not printed.", "The pictures of %(n)s products are not kept here, so they are not printed.", count
        )  # fmt: skip
        found.append(("info", words % {"n": count}))
    if wanted.jan and (count := sum(not one.jan for one in goods)):
        words = ngettext(
            "%(n)s product has no single JAN: its card has no bars.", "%(n)s products have no single JAN: their cards have no bars.", count
        )  # fmt: skip
        found.append(("info", words % {"n": count}))
    if signs := lost(goods, wanted.word):
        found.append(("bad", _("There are no letters for: %(signs)s") % {"signs": signs}))
    return found


def lost(goods: Sequence[Good], text: str) -> str:
    """Give the signs for which there are no letters."""
    return " ".join(sorted(prints.missing("".join(one.name + one.caption + one.word for one in goods) + text)))
