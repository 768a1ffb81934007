# SPDX-License-Identifier: Apache-2.0
"""What a ready-made journey is made of: its drawing, its messages, and the problem of a retailer that it answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
CONTROL = 1_000
# What an order needs, and what somebody asked us to tell: neither is advertising, and nobody is kept apart.
ON_REQUEST = "order"
# The page of what the event is about.
ARTICLE = "{{ goods.href }}"
HELLO = _('Dear {{ customer.name | default: "customer" }},')
ORDERED = "orders.OrderPlaced"
# Three things chosen for the reader with the reason, bestsellers where nothing is known; the shop they know.
CHOSEN: Mapping[str, Text] = {"kind": "offers", "title": _("Chosen for you"), "count": "3", "reason": "yes"}
THEIR_SHOP: Mapping[str, Text] = {"kind": "shop", "title": _("The shop you know")}
MORNING = {"kind": "until", "at": "10:00"}


@dataclass(frozen=True, slots=True)
class Words:
    """One message of a ready-made journey: subject and paragraphs, the words on its button and where that leads.

    `parts` stand before the button: what differs from reader to reader, and needs nothing where nothing is known.
    """

    subject: Text
    paragraphs: Sequence[Text]
    button: Text = ""
    href: str = "/shop/"
    parts: Sequence[Mapping[str, Text]] = ()

    def content(self) -> dict[str, Any]:
        """Give the message as blocks in the language of the moment."""
        blocks: list[dict[str, str]] = [{"kind": "text", "text": str(text)} for text in (HELLO, *self.paragraphs)]
        blocks += [{name: str(value) for name, value in part.items()} for part in self.parts]
        if self.button:
            blocks.append({"kind": "button", "label": str(self.button), "href": self.href})
        return {"subject": str(self.subject), "preheader": "", "short": "", "blocks": blocks}


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadyMade:
    """A journey to take over. In `graph` a message is named by its place in `messages`.

    `learns` names the step ("" is the entry) whose days follow from the house's own record, what of it says them
    (`queries.learnt`), and how many days of it went by before. `joins` is where whoever is in a segment begins, and
    `suits` what it promises then; without one its words need to know what somebody did.
    """

    code: str
    name: Text
    problem: Text
    promise: Text
    graph: Mapping[str, Any]
    messages: Sequence[Words]
    purpose: str = "marketing"
    learns: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    joins: str = ""
    suits: Text = ""


def one(entry: Mapping[str, Any], *waits: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Draw the commonest way: somebody comes in, one waits, one message goes."""
    steps: dict[str, Any] = {}
    names = [f"wait{number}" for number in range(1, len(waits) + 1)]
    for name, wait, following in zip(names, waits, [*names, "say"][1:], strict=True):
        steps[name] = {**wait, "next": following}
    steps["say"] = {"kind": "send", "template": 0, "next": "", **more.pop("send", {})}
    return {"entry": dict(entry), "first": [*names, "say"][0], "control": CONTROL, "steps": steps, **more}


def when(event: str, *, key: str = "", **where: str) -> dict[str, Any]:
    """Begin with something that happens; `key` is the property that tells one from another."""
    return {"kind": "event", "event": event, **({"where": where} if where else {}), **({"key": key} if key else {})}


def days(number: int) -> dict[str, Any]:
    """Wait for some days."""
    return {"kind": "wait", "days": number}
