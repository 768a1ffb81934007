# SPDX-License-Identifier: Apache-2.0
"""Why a message reads as it does for somebody: each field with what is known or what stands in, each product with its why."""

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from omotenashi.engagement.messaging import queries
from omotenashi.web.console.messages import words

_FALLBACK = r"\{\{\s*%s\s*\|[^}]*default:\s*\"([^\"]*)\""


def told(content: queries.Content, *, person: UUID | None, now: datetime) -> list[dict[str, str]]:
    """Give a line for each thing that is this reader's own; nothing for the example, which has everything."""
    if person is None:
        return []
    values = queries.values_of(person, now=now, content=content)
    found = [_field(name, content, values) for name in sorted(content.needs()) if not name.startswith("event.")]
    for block in content.blocks:
        found += _block(block, values.get("own", {}))
    return found


def _field(name: str, content: queries.Content, values: dict[str, Any]) -> dict[str, str]:
    head, _dot, tail = name.partition(".")
    known = values.get(head, {}).get(tail)
    label = str(words.FIELDS.get(name, (name, ""))[0])
    if known not in (None, ""):
        return {"name": label, "value": str(known), "why": "", "state": "good"}
    instead = next(
        (hit[1] for _at, text in content.words() if (hit := re.search(_FALLBACK % re.escape(name), text))), ""
    )
    why = (
        _("Not known of this person: these words stand in.")
        if instead
        else _("Not known of this person, and nothing stands in.")
    )
    return {"name": label, "value": instead or "—", "why": why, "state": "warn"}


def _block(block: queries.Block, own: dict[str, Any]) -> list[dict[str, str]]:
    label = str(words.KINDS[block.kind])
    match block.kind:
        case "offers":
            places = [f"b{block.at}p{at}_" for at in range(6)]
            shown = [place for place in places if own.get(f"{place}there")]
            lines = [
                {"name": label, "value": own[f"{place}name"], "why": own[f"{place}why"], "state": "good"}
                for place in shown
            ]
            return lines or [_nothing(label)]
        case "shop" | "staff":
            if own.get(f"{block.kind}_there"):
                why = {
                    "shop": _("Where this person buys most, or the shop chosen for the others."),
                    "staff": _("Who served this person most in the last two years."),
                }
                return [{"name": label, "value": own[f"{block.kind}_name"], "why": why[block.kind], "state": "good"}]
            return [_nothing(label)]
        case "coupon" if block["campaign"]:
            code = own.get(f"c{block.at}_code", "")
            if not code:
                return [_nothing(label)]
            whose = _("The one for everybody.") if code == block["code"] else _("This person’s own.")
            return [{"name": label, "value": code, "why": whose, "state": "good"}]
        case _:
            return []


def _nothing(label: str) -> dict[str, str]:
    return {"name": label, "value": "—", "why": _("There is nothing for this person."), "state": "warn"}
